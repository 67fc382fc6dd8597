// SPDX-License-Identifier: GPL-3.0-or-later
// Reading on from the checkpoint to the end of the segments.

#pragma once

#include <string>

#include <flock/ledger/checkpoint.hpp>
#include <flock/ledger/ledger.hpp>
#include <flock/record/record.hpp>

namespace flk {

struct LedgerTail {
  LedgerState state;
  std::string last_segment;  // its path; empty where there is none
  std::uint64_t whole_bytes =
      0;  // of it, up to the end of the last whole record
};

// Throws Error (config) where the segments end before the checkpoint.
LedgerTail read_tail(const std::string& directory, const std::string& id,
                     const std::string& stream);

// Moves `state` on by one record of the ledger `id`, `stream`.
void move_on(LedgerState& state, const Record& record, const std::string& id);

// What the next record's `prev` holds after `record`: of a withdrawn one its
// digest.
std::string link_after(const Record& record);

}  // namespace flk
