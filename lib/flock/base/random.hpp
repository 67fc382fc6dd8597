// SPDX-License-Identifier: GPL-3.0-or-later
// Where randomness comes from; an argument, so that tests can hold it still.

#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace flk {

class Random {
 public:
  virtual ~Random() = default;
  virtual std::string bytes(std::size_t count) = 0;
  // Uniform in [0, bound), bound > 0.
  virtual std::uint32_t below(std::uint32_t bound) = 0;
};

// The kernel's (libsodium's randombytes(3)), one for the process.
Random& system_random();

}  // namespace flk
