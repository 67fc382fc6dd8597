// SPDX-License-Identifier: GPL-3.0-or-later
// Group commit: what many requests wait for is stored together, in one
// transaction or one bulk request. Bounded: what does not fit is turned away.

#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include <flock/base/log.hpp>
#include <flock/gateway/batch.hpp>
#include <flock/store/store.hpp>

namespace flk {

struct CommitLimits {
  std::size_t queued_bytes = 64 << 20;  // of all that waits
  // Of one commit; a single request's records are never parted.
  std::size_t commit_bytes = 8 << 20;
  std::size_t commit_records = 5000;
};

class CommitQueue {
 public:
  // One result for each record, stored, already_there or unavailable. Called
  // from a thread of the queue's own.
  using Done = std::function<void(std::vector<PutOutcome>)>;

  // Both must outlive this.
  CommitQueue(Store& store, const CommitLimits& limits, Log& log);
  // Stores what still waits.
  ~CommitQueue();

  // False where the queue is full: `done` is not called then.
  bool submit(RecordBatch batch, Done done);

 private:
  struct Waiting {
    RecordBatch batch;
    Done done;
  };
  using Group = std::vector<Waiting>;

  void run();
  Group take_group();
  void commit(Group& group);
  std::vector<PutResult> put(const std::vector<NewRecord>& records);
  // Stores in the index for such records what the store refused.
  void store_refused(const std::vector<NewRecord>& records,
                     std::vector<PutResult>& results);
  void report(const std::vector<PutResult>& results);

  Store& store_;
  CommitLimits limits_;
  Log& log_;
  std::mutex mutex_;  // of what follows
  std::condition_variable some_;
  std::deque<Waiting> waiting_;
  std::size_t waiting_bytes_ = 0;
  bool ending_ = false;
  bool failing_ = false;  // the last commit could not store something
  std::vector<std::thread> writers_;
};

}  // namespace flk
