// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/gateway/rate_limit.hpp>

#include <algorithm>
#include <cmath>

namespace flk {

double RateLimit::refilled(const Bucket& bucket, Milliseconds now) const {
  const auto most = static_cast<double>(per_minute_);
  const auto passed = std::max<Milliseconds>(now - bucket.when, {});
  const auto minutes = static_cast<double>(passed.count()) / 60000.0;
  return std::min(most, bucket.tokens + most * minutes);
}

// A key whose bucket is full again is as good as unknown.
bool RateLimit::make_room(Milliseconds now) {
  if (buckets_.size() < max_keys_) return true;
  std::erase_if(buckets_, [&](const auto& entry) {
    return refilled(entry.second, now) >= static_cast<double>(per_minute_);
  });
  return buckets_.size() < max_keys_;
}

std::optional<Seconds> RateLimit::take(const std::string& key,
                                       Milliseconds now) {
  if (per_minute_ == 0) return std::nullopt;
  const std::lock_guard lock{mutex_};
  auto found = buckets_.find(key);
  if (found == buckets_.end()) {
    if (!make_room(now)) return std::nullopt;
    found = buckets_.emplace(key, Bucket{static_cast<double>(per_minute_), now})
                .first;
  }
  auto& bucket = found->second;
  constexpr double kRounding = 1e-6;
  const auto tokens = refilled(bucket, now);
  if (tokens < 1 - kRounding) {
    const auto minutes = (1 - tokens) / static_cast<double>(per_minute_);
    return Seconds{static_cast<long>(std::ceil(minutes * 60 - kRounding))};
  }
  bucket = {tokens - 1, now};
  return std::nullopt;
}

}  // namespace flk
