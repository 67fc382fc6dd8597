// SPDX-License-Identifier: GPL-3.0-or-later
// Randomness that a seed repeats.

#pragma once

#include <flock/base/random.hpp>
#include <random>
#include <string>

namespace flk {

class SeededRandom : public Random {
 public:
  explicit SeededRandom(unsigned seed = 1) : engine_(seed) {}
  std::string bytes(std::size_t count) override {
    std::string out(count, '\0');
    for (char& c : out) c = static_cast<char>(engine_());
    return out;
  }
  std::uint32_t below(std::uint32_t bound) override {
    return static_cast<std::uint32_t>(engine_() % bound);
  }

 private:
  std::mt19937 engine_;
};

}  // namespace flk
