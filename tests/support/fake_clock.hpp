// SPDX-License-Identifier: GPL-3.0-or-later
// A clock that stands until it is told, and randomness that repeats.

#pragma once

#include <algorithm>
#include <vector>

#include <flock/base/clock.hpp>
#include <flock/base/random.hpp>

namespace flk {

class FakeClock : public Clock {
 public:
  explicit FakeClock(Milliseconds now = Milliseconds{1795417200000})
      : now_(now) {}
  Milliseconds now() override { return now_; }
  void sleep(Milliseconds duration) override {
    slept.push_back(duration);
    now_ += duration;
  }
  void advance(Milliseconds duration) { now_ += duration; }

  std::vector<Milliseconds> slept;

 private:
  Milliseconds now_;
};

// Bytes that count up, so that no two draws are equal; below() is the highest.
class FakeRandom : public Random {
 public:
  std::string bytes(std::size_t count) override {
    std::string out(count, '\0');
    std::generate(out.begin(), out.end(),
                  [this] { return static_cast<char>(next_++); });
    return out;
  }
  std::uint32_t below(std::uint32_t bound) override { return bound - 1; }

 private:
  unsigned char next_ = 0;
};

}  // namespace flk
