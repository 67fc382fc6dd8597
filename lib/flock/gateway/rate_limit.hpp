// SPDX-License-Identifier: GPL-3.0-or-later
// So many a minute (or another time) for each key, a minute's worth at once:
// token buckets, in bounded memory. For several threads at once.

#pragma once

#include <cstddef>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include <flock/base/clock.hpp>

namespace flk {

class RateLimit {
 public:
  // `count` 0: no limit. More than `max_keys` at once are not counted.
  explicit RateLimit(std::size_t count,
                     Milliseconds period = std::chrono::minutes{1},
                     std::size_t max_keys = 100000)
      : count_(count), period_(period), max_keys_(max_keys) {}

  // Counts one of `key`; how long to wait where that is one too many, which
  // then does not count.
  std::optional<Seconds> take(const std::string& key, Milliseconds now);
  // How long to wait where one more would be one too many; counts nothing.
  std::optional<Seconds> wait(const std::string& key, Milliseconds now);

 private:
  struct Bucket {
    double tokens;
    Milliseconds when;
  };
  double refilled(const Bucket& bucket, Milliseconds now) const;
  std::optional<Seconds> wait_for_one(double tokens) const;
  bool make_room(Milliseconds now);

  std::size_t count_;
  Milliseconds period_;
  std::size_t max_keys_;
  std::mutex mutex_;  // of what follows
  std::unordered_map<std::string, Bucket> buckets_;
};

}  // namespace flk
