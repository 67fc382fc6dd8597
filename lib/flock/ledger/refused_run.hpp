// SPDX-License-Identifier: GPL-3.0-or-later
// What the gateway refused for good, as the checkpoint has it.

#pragma once

#include <cstdint>
#include <string>

namespace flk {

// Records whose numbers, and seqs, follow one another.
struct RefusedRun {
  std::uint64_t first = 0;  // number in the ledger
  std::uint64_t last = 0;
  std::string stream;     // empty: unsigned
  std::uint64_t seq = 0;  // of the first; 0: unsigned

  bool operator==(const RefusedRun&) const = default;
};

}  // namespace flk
