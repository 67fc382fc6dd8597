// SPDX-License-Identifier: GPL-3.0-or-later
// The part of the ledger that has not left yet, and moving the marks over it.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <flock/base/clock.hpp>
#include <flock/ledger/dead_letter.hpp>
#include <flock/ledger/ledger.hpp>

namespace flk {

struct BatchLimits {
  std::size_t max_records = 200;
  std::size_t max_bytes = 4 << 20;
  // Only records appended at this time or before; for --rest.
  std::optional<Milliseconds> not_after;
};

// Consecutive records of the ledger.
struct Batch {
  std::uint64_t first = 0;
  std::vector<std::string> lines;  // without LF

  std::uint64_t last() const { return first + lines.size() - 1; }
};

class Outbox {
 public:
  // Takes the delivery lock; nullopt while another delivery has it: it does
  // the work.
  static std::optional<Outbox> try_open(const Ledger& ledger);

  // The first records that are not acknowledged; nullopt where there are none,
  // or all that are left must rest. One record longer than max_bytes comes
  // alone.
  std::optional<Batch> next(const BatchLimits& limits) const;

  // Notes, synced, that a request for `batch` is about to be made: from here
  // on it may have left. Returns the mark as it was.
  std::uint64_t attempt(const Batch& batch);
  // Puts the mark that attempt() returned back: nothing of it was sent.
  void take_back_attempt(std::uint64_t mark);

  // Notes that the gateway has answered for `batch`: what it refused goes to
  // `dead_letter_path`, synced, before the mark moves.
  void acknowledge(const Batch& batch, const std::vector<DeadLetter>& refused,
                   const std::string& dead_letter_path);

 private:
  Outbox(const Ledger& ledger, FileLock lock)
      : ledger_(ledger), lock_(std::move(lock)) {}

  const Ledger& ledger_;
  FileLock lock_;
};

// Removes segments whose records have all left, when they are older than
// `keep_age` or all such take more than `keep_bytes`. So that this reaches the
// last one as well, a new one is begun (under the append lock) where all of it
// has left and its first record is older than a day, or `keep_age`.
void prune_sent(const Ledger& ledger, Milliseconds keep_age,
                std::uint64_t keep_bytes, Milliseconds now);

}  // namespace flk
