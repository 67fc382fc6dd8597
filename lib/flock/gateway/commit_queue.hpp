// SPDX-License-Identifier: GPL-3.0-or-later
// Group commit: what many requests wait for is stored together, in one
// transaction or one bulk request. Bounded: what does not fit is turned away.

#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <span>
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
  // One result for each record, stored, already_there, too_long (its beginning
  // is stored) or unavailable. Called from a thread of the queue's own.
  using Done = std::function<void(std::vector<PutOutcome>)>;

  // Both must outlive this.
  CommitQueue(Store& store, const CommitLimits& limits, Log& log);
  // Stores what still waits.
  ~CommitQueue();

  // False where the queue is full: `done` is not called then.
  bool submit(RecordBatch batch, Done done);

  // Whether the last commit could not store something.
  bool is_failing() const;
  std::size_t waiting_bytes() const;
  std::uint64_t stored() const { return stored_; }
  std::uint64_t repeated() const { return repeated_; }
  std::uint64_t refused() const { return refused_; }

 private:
  struct Waiting {
    RecordBatch batch;
    Done done;
  };
  using Group = std::vector<Waiting>;

  void run();
  Group take_group();
  void commit(Group& group);
  // Puts again, request by request and then by halves, what was refused
  // together: one request's record must not fail another's.
  void put_apart(const Group& group, const std::vector<NewRecord>& records,
                 std::vector<PutResult>& results);
  void put_halves(std::span<const NewRecord> records,
                  std::span<PutResult> results);
  std::vector<PutResult> put(std::span<const NewRecord> records);
  // Stores in the index for such records what the store refused.
  void store_refused(const std::vector<NewRecord>& records,
                     std::vector<PutResult>& results);
  // Those with that outcome.
  void keep_as_text(const std::vector<NewRecord>& records,
                    std::vector<PutResult>& results, PutOutcome which);
  void report(const std::vector<PutResult>& results);

  Store& store_;
  CommitLimits limits_;
  Log& log_;
  std::atomic<std::uint64_t> stored_ = 0;
  std::atomic<std::uint64_t> repeated_ = 0;  // already there
  std::atomic<std::uint64_t> refused_ = 0;
  mutable std::mutex mutex_;  // of what follows
  std::condition_variable some_;
  std::deque<Waiting> waiting_;
  std::size_t waiting_bytes_ = 0;
  bool ending_ = false;
  bool failing_ = false;  // the last commit could not store something
  std::vector<std::thread> writers_;
};

}  // namespace flk
