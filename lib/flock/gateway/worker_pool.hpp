// SPDX-License-Identifier: GPL-3.0-or-later
// Threads for the requests' work, which may wait for the store: the threads
// that serve sockets never do.

#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace flk {

class WorkerPool {
 public:
  WorkerPool(std::size_t threads, std::size_t max_waiting);
  // Does what still waits.
  ~WorkerPool();

  // False where too much waits already. `work` must not throw.
  bool post(std::function<void()> work);

 private:
  void run();

  std::size_t max_waiting_;
  std::mutex mutex_;  // of what follows
  std::condition_variable some_;
  std::deque<std::function<void()>> waiting_;
  bool ending_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace flk
