// SPDX-License-Identifier: GPL-3.0-or-later
// Which dead letters are this laptop's: flock.error can be written by anybody
// who writes a log, and a replay goes past the ledger.

#pragma once

#include <optional>
#include <string>
#include <unordered_set>

#include <flock/ledger/dead_letter.hpp>
#include <flock/ledger/ledger.hpp>

namespace flk {

class HeldLetters {
 public:
  // `ledger` must outlive this. The file at `path`, dead-letter.jsonl, is read
  // when the first is asked for; a digest of each stays in memory.
  HeldLetters(std::string path, const Ledger& ledger)
      : path_(std::move(path)), ledger_(ledger) {}

  // Whether that file holds `record` as `origin`, or the ledger does, behind
  // its acknowledged mark.
  bool hold(const DeadLetterOrigin& origin, const Record& record);

 private:
  bool ledger_holds(std::uint64_t n, const std::string& bytes) const;

  std::string path_;
  const Ledger& ledger_;
  std::optional<std::unordered_set<std::string>> letters_;
};

}  // namespace flk
