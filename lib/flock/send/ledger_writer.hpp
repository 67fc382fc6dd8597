// SPDX-License-Identifier: GPL-3.0-or-later
// Takes records from flock-send's input into the ledger.

#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <flock/ledger/appender.hpp>
#include <flock/policy/consent.hpp>

namespace flk {

class LedgerWriter {
 public:
  // `ledger` and `clock` must outlive this. `consent_path` is read anew for
  // each group of records, under the append lock.
  LedgerWriter(const Ledger& ledger, std::string consent_path,
               std::uint64_t max_outbox_bytes, Clock& clock);

  // Takes the record, or says why the input cannot go on: then nothing more is
  // to be added.
  AppendOutcome add(const Record& record);

  // Makes durable what was added and lets the append lock go.
  void commit();

  std::uint64_t appended() const { return appended_; }

 private:
  Appender& open();

  const Ledger& ledger_;
  std::string consent_path_;
  std::uint64_t max_outbox_bytes_;
  Clock& clock_;
  std::optional<ConsentLog> consent_;
  std::optional<Appender> appender_;
  std::uint64_t appended_ = 0;
};

// False for a record of flock-collect that did not pass flock-redact: leaving
// out a tool does not leak.
bool has_policy(const Record& record);
// Throws Error (config) where that is false.
void require_policy(const Record& record);

// What to tell a person of an outcome that ends the append.
std::string explain(AppendOutcome outcome);

}  // namespace flk
