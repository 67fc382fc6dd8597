// SPDX-License-Identifier: GPL-3.0-or-later
// How long bulk requests should be, by what became of those before: shorter
// after 413 or a slow answer, longer again while answers are quick. What was
// too long once is tried again in small steps after long patience: a proxy's or
// an engine's limit may have been raised, and no restart shall be needed.

#pragma once

#include <cstddef>
#include <mutex>

#include <flock/base/clock.hpp>

namespace flk {

class BulkSize {
 public:
  static constexpr std::size_t kMost = 8 << 20;
  static constexpr std::size_t kLeast = 64 << 10;
  static constexpr Milliseconds kSlow{2000};
  // So many bodies near the longest that is tried are answered before longer
  // ones are: one request of a thousand may be in vain.
  static constexpr std::size_t kPatience = 1000;

  // Of a body, at most.
  std::size_t bytes() const;
  // A body of `bytes` was answered after `took`.
  void answered(std::size_t bytes, Milliseconds took);
  // A body of `bytes` was too long for the engine: none is for a good while.
  void too_long(std::size_t bytes);

 private:
  mutable std::mutex mutex_;  // of what follows
  std::size_t bytes_ = kMost;
  std::size_t ceiling_ = kMost;
  std::size_t near_ceiling_ = 0;  // bodies answered since it was lowered
};

}  // namespace flk
