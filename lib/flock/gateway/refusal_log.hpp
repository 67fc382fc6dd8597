// SPDX-License-Identifier: GPL-3.0-or-later
// What is refused before it is a request that the service sees. One line a
// minute for each reason: whoever is refused shall not fill the log. For
// several threads at once.

#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <mutex>
#include <string>

#include <flock/base/log.hpp>

namespace flk {

class RefusalLog {
 public:
  using Time = std::chrono::steady_clock::time_point;

  // `log` must outlive this.
  explicit RefusalLog(Log& log) : log_(log) {}

  // `reason` is one of a few texts of ours; `address` the client's.
  void add(const std::string& reason, const std::string& address, Time now);

 private:
  struct Reason {
    Time logged;
    std::size_t unlogged = 0;  // since then
  };

  Log& log_;
  std::mutex mutex_;  // of what follows
  std::map<std::string, Reason> reasons_;
};

}  // namespace flk
