// SPDX-License-Identifier: GPL-3.0-or-later
// flock-gateway serve --keep: deletes records that are too old, once an hour.

#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include <flock/base/clock.hpp>
#include <flock/base/log.hpp>
#include <flock/store/store.hpp>

namespace flk {

class Pruner {
 public:
  // Begins at once, on a thread of its own. All must outlive this.
  Pruner(Store& store, Milliseconds keep, Clock& clock, Log& log);
  // Waits for the end of what it is at.
  ~Pruner();

 private:
  void run();
  void prune();

  Store& store_;
  Milliseconds keep_;
  Clock& clock_;
  Log& log_;
  std::mutex mutex_;  // of ending_
  std::condition_variable ended_;
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace flk
