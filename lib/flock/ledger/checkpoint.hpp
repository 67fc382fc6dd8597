// SPDX-License-Identifier: GPL-3.0-or-later
// checkpoint.json, flock-ledger(5): what spares readers of the ledger the way
// from its beginning, and how far delivery went.

#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include <flock/base/clock.hpp>
#include <flock/ledger/refused_run.hpp>

namespace flk {

struct Checkpoint {
  // The records up to `last` were appended at `time` or before.
  struct Appended {
    std::uint64_t last;
    Milliseconds time;
  };

  std::uint64_t records = 0;
  std::uint64_t attempted = 0;
  std::uint64_t acknowledged = 0;
  std::map<std::string, std::uint64_t, std::less<>> cursors;
  std::uint64_t seq = 0;
  std::string prev;
  std::vector<Appended> appended;  // in order, bounded
  std::uint64_t refused = 0;       // of those acknowledged
  // Of these the ones that no flock_loss in the ledger names yet; in order,
  // bounded.
  std::vector<RefusedRun> undeclared;

  // Notes that the records up to `last` are there at `time`. Entries of one
  // minute are joined, as are the oldest when there are too many: a record
  // may count as younger than it is, never as older.
  void note_appended(std::uint64_t last, Milliseconds time);

  // Counts record `n` as refused. What there is no room for is declared by
  // dead-letter.jsonl alone.
  void note_refused(std::uint64_t n, const std::string& stream,
                    std::uint64_t its_seq);
  // Drops what the flock_loss records up to `position` name.
  void forget_declared(std::uint64_t position);

  // Throws Error (config) where it is missing or cannot be understood.
  static Checkpoint load(const std::string& ledger_directory);
  void save(const std::string& ledger_directory) const;
};

// Loads, changes and saves under checkpoint.lock: those who append and those
// who deliver change different parts.
void update_checkpoint(const std::string& ledger_directory,
                       const std::function<void(Checkpoint&)>& change);

}  // namespace flk
