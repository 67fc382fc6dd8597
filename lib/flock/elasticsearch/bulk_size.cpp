// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/elasticsearch/bulk_size.hpp>

#include <algorithm>

namespace flk {

std::size_t BulkSize::bytes() const {
  const std::lock_guard lock{mutex_};
  return bytes_;
}

void BulkSize::answered(std::size_t bytes, Milliseconds took) {
  const std::lock_guard lock{mutex_};
  if (took > kSlow) {
    bytes_ = std::max(kLeast, std::min(bytes_, bytes) / 2);
  } else if (bytes > bytes_ / 2) {  // else it says nothing of longer ones
    bytes_ = std::min(ceiling_, bytes_ + bytes_ / 4);
    if (bytes > ceiling_ / 2 && ++near_ceiling_ >= kPatience) {
      near_ceiling_ = 0;
      ceiling_ = std::min(kMost, ceiling_ + ceiling_ / 8);
    }
  }
}

void BulkSize::too_long(std::size_t bytes) {
  const std::lock_guard lock{mutex_};
  ceiling_ = std::max(kLeast, std::min(ceiling_, bytes - bytes / 8));
  bytes_ = std::max(kLeast, std::min(bytes_, bytes / 2));
  near_ceiling_ = 0;
}

}  // namespace flk
