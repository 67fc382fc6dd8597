// SPDX-License-Identifier: GPL-3.0-or-later
// Memory that all requests share, so that many at once hold no more than a
// bound, however much each of them may.

#pragma once

#include <atomic>
#include <cstddef>

namespace flk {

class MemoryBudget {
 public:
  explicit MemoryBudget(std::size_t bytes) : bytes_(bytes) {}

  // False where there is not so much left; nothing is taken then.
  bool take(std::size_t bytes) {
    if (taken_.fetch_add(bytes) + bytes <= bytes_) return true;
    taken_ -= bytes;
    return false;
  }
  void give_back(std::size_t bytes) { taken_ -= bytes; }

 private:
  std::size_t bytes_;
  std::atomic<std::size_t> taken_ = 0;
};

// One request's part of it, given back at the end.
class MemoryShare {
 public:
  // `budget` must outlive this.
  explicit MemoryShare(MemoryBudget& budget) : budget_(budget) {}
  ~MemoryShare() { budget_.give_back(bytes_); }
  MemoryShare(const MemoryShare&) = delete;
  MemoryShare& operator=(const MemoryShare&) = delete;

  // Makes it as large as that, where it is smaller. False where there is not so
  // much left.
  bool grow_to(std::size_t bytes) {
    if (bytes <= bytes_) return true;
    if (!budget_.take(bytes - bytes_)) return false;
    bytes_ = bytes;
    return true;
  }

 private:
  MemoryBudget& budget_;
  std::size_t bytes_ = 0;
};

}  // namespace flk
