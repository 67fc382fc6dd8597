// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/gateway/rate_limit.hpp>

#include <algorithm>
#include <cmath>

namespace flk {

double RateLimit::refilled(const Bucket& bucket, Milliseconds now) const {
  const auto most = static_cast<double>(count_);
  const auto passed = std::max<Milliseconds>(now - bucket.when, {});
  const auto periods = static_cast<double>(passed.count()) /
                       static_cast<double>(period_.count());
  return std::min(most, bucket.tokens + most * periods);
}

// A key whose bucket is full again is as good as unknown.
bool RateLimit::make_room(Milliseconds now) {
  if (buckets_.size() < max_keys_) return true;
  std::erase_if(buckets_, [&](const auto& entry) {
    return refilled(entry.second, now) >= static_cast<double>(count_);
  });
  return buckets_.size() < max_keys_;
}

std::optional<Seconds> RateLimit::wait_for_one(double tokens) const {
  constexpr double kRounding = 1e-6;
  if (tokens >= 1 - kRounding) return std::nullopt;
  const auto periods = (1 - tokens) / static_cast<double>(count_);
  const auto seconds = periods * static_cast<double>(period_.count()) / 1000;
  return Seconds{static_cast<long>(std::ceil(seconds - kRounding))};
}

std::optional<Seconds> RateLimit::wait(const std::string& key,
                                       Milliseconds now) {
  if (count_ == 0) return std::nullopt;
  const std::lock_guard lock{mutex_};
  const auto found = buckets_.find(key);
  if (found == buckets_.end()) return std::nullopt;
  return wait_for_one(refilled(found->second, now));
}

std::optional<Seconds> RateLimit::take(const std::string& key,
                                       Milliseconds now) {
  if (count_ == 0) return std::nullopt;
  const std::lock_guard lock{mutex_};
  auto found = buckets_.find(key);
  if (found == buckets_.end()) {
    if (!make_room(now)) return std::nullopt;
    found =
        buckets_.emplace(key, Bucket{static_cast<double>(count_), now}).first;
  }
  auto& bucket = found->second;
  const auto tokens = refilled(bucket, now);
  if (const auto wait = wait_for_one(tokens)) return wait;
  bucket = {tokens - 1, now};
  return std::nullopt;
}

}  // namespace flk
