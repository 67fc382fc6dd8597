// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/http/backoff.hpp>

#include <algorithm>
#include <cstdint>

namespace flk {

Backoff::Backoff(const BackoffOptions& options, Clock& clock, Random& random)
    : options_(options),
      clock_(clock),
      random_(random),
      started_(clock.now()) {}

std::optional<Milliseconds> Backoff::next(std::optional<Seconds> retry_after) {
  constexpr int kMaxDoublings = 20;
  const int doublings = std::min(attempts_++, kMaxDoublings);
  const auto ceiling = std::min<Milliseconds>(
      options_.cap, options_.base * (std::int64_t{1} << doublings));
  Milliseconds wait{static_cast<std::int64_t>(
      random_.below(static_cast<std::uint32_t>(ceiling.count()) + 1))};
  // More is nobody's wait, and might not fit where it is counted.
  constexpr Seconds kDay{86400};
  if (retry_after) {
    wait = std::max<Milliseconds>(wait, std::min(*retry_after, kDay));
  }
  if (clock_.now() + wait - started_ > options_.deadline) return std::nullopt;
  return wait;
}

Milliseconds Backoff::left() const {
  return std::max(Milliseconds{0}, started_ + options_.deadline - clock_.now());
}

void Backoff::reset() {
  attempts_ = 0;
  started_ = clock_.now();
}

}  // namespace flk
