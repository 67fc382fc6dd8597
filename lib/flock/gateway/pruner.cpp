// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/gateway/pruner.hpp>

#include <chrono>

namespace flk {

Pruner::Pruner(Store& store, Milliseconds keep, Clock& clock, Log& log)
    : store_(store), keep_(keep), clock_(clock), log_(log), thread_([this] {
        run();
      }) {}

Pruner::~Pruner() {
  {
    const std::lock_guard lock{mutex_};
    ending_ = true;
  }
  ended_.notify_all();
  thread_.join();
}

void Pruner::run() {
  constexpr std::chrono::hours kPause{1};
  std::unique_lock lock{mutex_};
  while (!ending_) {
    lock.unlock();
    prune();
    lock.lock();
    ended_.wait_for(lock, kPause, [this] { return ending_; });
  }
}

void Pruner::prune() {
  try {
    const auto deleted = store_.prune(clock_.now() - keep_);
    if (deleted > 0) {
      log_.info("old records deleted", {{"count", std::to_string(deleted)}});
    }
  } catch (const std::exception& error) {
    log_.error("cannot delete old records", {{"reason", error.what()}});
  }
}

}  // namespace flk
