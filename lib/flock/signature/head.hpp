// SPDX-License-Identifier: GPL-3.0-or-later
// Where a laptop's ledger says that its stream ends, flock-ledger(5): what a
// missing end shows against.

#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <flock/signature/digest.hpp>

namespace flk {

struct StreamHead {
  StreamId stream{};
  std::uint64_t seq = 0;  // of the last record; 0: none yet
  Digest next{};          // what the record behind it will have as prev

  // `checkpoint` is a ledger's checkpoint.json; ledger.json, which names the
  // stream, lies beside it. Throws Error (config).
  static StreamHead load(const std::string& checkpoint);
};

}  // namespace flk
