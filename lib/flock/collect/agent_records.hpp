// SPDX-License-Identifier: GPL-3.0-or-later
// The agent records that flock-collect makes, flock-record(5).

#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <flock/base/clock.hpp>
#include <flock/ledger/cursor.hpp>
#include <flock/ledger/ledger.hpp>
#include <flock/policy/consent.hpp>

namespace flk {

// What all of a run's records have in common.
struct RecordOrigin {
  std::string ledger;           // the ledger's id
  std::string host_identifier;  // the registered user
  Milliseconds time{0};
};

// The flock_run that ends a run; `position` is behind its rows.
std::string flock_run_record(
    const RecordOrigin& origin, std::uint64_t position,
    const std::map<std::string, std::uint64_t>& rows,
    const std::map<std::string, std::uint64_t>& failures);

// What has happened that no query tells and the ledger does not have yet:
// server_enabled once, consent given and taken back, and what the gateway
// refused. Each carries a cursor of a source of its own, so that none comes
// twice. Throws Error (config) where answers that were told are gone.
std::vector<std::string> outstanding_agent_records(
    const RecordOrigin& origin, const LedgerState& state,
    const ConsentLog& consent, const std::string& dead_letter_path);

}  // namespace flk
