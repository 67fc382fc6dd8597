// SPDX-License-Identifier: GPL-3.0-or-later
// dead-letter.jsonl: what the gateway refused for good, with flock.error
// {"ledger":…,"n":…,"reason":…}.

#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <flock/ledger/refused_run.hpp>
#include <flock/record/record.hpp>

namespace flk {

inline std::string dead_letter_path(const std::string& state_dir) {
  return state_dir + "/dead-letter.jsonl";
}

// Where a dead letter stood: what its replay sends it as.
struct DeadLetterOrigin {
  std::string ledger;
  std::uint64_t n = 0;
};

struct DeadLetter {
  std::uint64_t n = 0;    // its number in the ledger
  std::string_view line;  // the record
  std::string reason;     // the gateway's
};

// Calls `visit` with each of the file, of whatever ledger; other lines, such as
// one that a kill tore, are passed over.
using DeadLetterVisitor =
    std::function<void(const Record& record, const DeadLetterOrigin& origin)>;
void each_dead_letter(const std::string& path, const DeadLetterVisitor& visit);

// Appends `letters`, synced. Those that are there already (a crash came between
// this and the mark) are not added again.
void add_dead_letters(const std::string& path, std::string_view ledger,
                      const std::vector<DeadLetter>& letters);

// How many of `ledger` there are.
std::uint64_t count_dead_letters(const std::string& path,
                                 std::string_view ledger);

// The origin that a record's flock.error names; nullopt where it is no dead
// letter.
std::optional<DeadLetterOrigin> dead_letter_origin(const Record& record);

// The record as it was, without flock.error.
std::string without_error(const Record& record);

// Dead letters that no flock_loss has declared yet, as one such record can name
// them: of one stream (empty: unsigned), at most 1000.
struct UndeclaredLoss {
  std::string stream;
  std::vector<std::uint64_t> seqs;
  std::uint64_t count = 0;
  std::uint64_t last_n = 0;
};

// Those of `ledger` with numbers above `after`, by number: what the checkpoint
// knows of, whatever became of the file, and what else that has.
std::vector<UndeclaredLoss> undeclared_losses(
    const std::string& path, std::string_view ledger,
    const std::vector<RefusedRun>& known, std::uint64_t after);

}  // namespace flk
