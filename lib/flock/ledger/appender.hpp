// SPDX-License-Identifier: GPL-3.0-or-later
// Appends to the ledger what extends it, flock-ledger(5), RULES.

#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include <flock/base/clock.hpp>
#include <flock/ledger/ledger.hpp>
#include <flock/record/record.hpp>

namespace flk {

enum class AppendOutcome {
  appended,         // durable after commit()
  already_there,    // its cursor is in the ledger: skipped
  does_not_follow,  // another run came between: run the pipeline again
  not_allowed,      // its twig is no longer allowed: ends the append
  outbox_full,      // takes no more until something is delivered
};

struct AppendRules {
  std::uint64_t max_outbox_bytes = 256 << 20;
  // Whether records of this twig may still be appended; asked under the append
  // lock, of what needs_consent().
  std::function<bool(std::string_view twig)> allowed;
};

class Appender {
 public:
  // Takes the append lock, waiting for it, and cuts off a torn last line.
  Appender(const Ledger& ledger, AppendRules rules, Clock& clock);

  // Takes the record in, or says why not; then the ledger is as before.
  // Buffered until commit(), which it calls itself when much has come
  // together.
  AppendOutcome add(const Record& record);

  // Makes what was added durable: segments first, then the checkpoint.
  void commit();

 private:
  AppendOutcome judge(const Record& record) const;
  void open_segment();
  void write_segment();

  const Ledger& ledger_;
  AppendRules rules_;
  Clock& clock_;
  FileLock lock_;
  LedgerState state_;
  std::uint64_t outbox_bytes_ = 0;
  std::string segment_path_;
  std::uint64_t segment_bytes_ = 0;
  Fd segment_;
  std::string buffer_;
};

// Whether a twig gave the record, whatever the ledger: a result record with
// flock.rules or a flock.cursor. It leaves only while its twig is allowed.
bool needs_consent(const Record& record);

// The bytes of the records that are not acknowledged.
std::uint64_t outbox_bytes(const Ledger& ledger, const LedgerState& state);

}  // namespace flk
