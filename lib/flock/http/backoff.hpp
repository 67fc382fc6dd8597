// SPDX-License-Identifier: GPL-3.0-or-later
// The one retry policy: exponential backoff with full jitter (Brooker,
// "Exponential Backoff And Jitter", AWS 2015), Retry-After and a deadline.

#pragma once

#include <optional>

#include <flock/base/clock.hpp>
#include <flock/base/random.hpp>

namespace flk {

struct BackoffOptions {
  Milliseconds base{500};        // the first wait is at most this
  Milliseconds cap{30000};       // no wait of ours is longer
  Milliseconds deadline{60000};  // from the first attempt; none starts later
};

class Backoff {
 public:
  Backoff(const BackoffOptions& options, Clock& clock, Random& random);

  // How long to wait before the next attempt: drawn from 0 to base * 2^n, and
  // never shorter than `retry_after` (a day at most). nullopt when that ends
  // behind the deadline: give up.
  std::optional<Milliseconds> next(std::optional<Seconds> retry_after = {});

  // Until the deadline; not below zero.
  Milliseconds left() const;

  // After a success: the next failure is a first one.
  void reset();

 private:
  BackoffOptions options_;
  Clock& clock_;
  Random& random_;
  Milliseconds started_;
  int attempts_ = 0;
};

}  // namespace flk
