// SPDX-License-Identifier: GPL-3.0-or-later
// The filter.

#include <unistd.h>

#include <optional>

#include <flock/cli/paths.hpp>
#include <flock/cli/rejects.hpp>
#include <flock/ledger/cursor.hpp>
#include <flock/ledger/ledger.hpp>
#include <flock/record/reader.hpp>
#include <flock/record/writer.hpp>
#include <flock/signature/signer.hpp>

#include "flock-sign/verbs.hpp"

namespace flk {
namespace {

// The streams of one run: this laptop's ledger's for its own records, and a
// fresh one for all others.
class Streams {
 public:
  explicit Streams(bool only_fresh) : only_fresh_(only_fresh) {}

  ChainPosition& of(const Record& record) {
    if (!only_fresh_) {
      const auto cursor = Cursor::parse(record.flock_text("cursor"));
      if (cursor && is_ledger(cursor->ledger)) return *own_;
    }
    if (!fresh_) fresh_ = new_stream(system_clock(), system_random());
    return *fresh_;
  }

 private:
  // Looks at the ledger when the first cursor comes: whoever signs files
  // elsewhere needs none. One that is not there yet has no records.
  bool is_ledger(const std::string& id) {
    if (!looked_) {
      looked_ = true;
      const auto ledger =
          Ledger::open_if_exists(LedgerPlace::on_this_machine(state_dir()));
      if (ledger) {
        ledger_id_ = ledger->id();
        own_ = ledger->state().chain;
      }
    }
    return own_ && id == ledger_id_;
  }

  bool only_fresh_;
  bool looked_ = false;
  std::string ledger_id_;
  std::optional<ChainPosition> own_;
  std::optional<ChainPosition> fresh_;
};

}  // namespace

void warn_of_terminal(const FilterOptions& filter, Log& log) {
  if (filter.files.empty() && ::isatty(STDIN_FILENO) != 0) {
    log.warning("reading records from the terminal, until Ctrl-D");
  }
}

ExitStatus sign(const SignOptions& options, Log& log) {
  const Signer signer{SigningKey::load(key_path(options))};
  auto inputs = open_inputs(options.filter.files);
  Rejects rejects{options.filter.rejects, log};
  RecordReader in{std::move(inputs), options.filter.max_line_bytes, rejects};
  auto out = RecordWriter::standard_output();
  in.before_wait([&] { out.flush(); });
  Streams streams{options.new_stream};
  warn_of_terminal(options.filter, log);
  while (const auto record = in.next()) {
    const auto refusal = Signer::refusal(*record);
    if (refusal.empty()) {
      out.write(signer.sign(*record, streams.of(*record)));
    } else {
      rejects.reject(*record, refusal);
    }
  }
  out.flush();
  rejects.finish();
  return rejects.count() == 0 ? ExitStatus::success : ExitStatus::partly_done;
}

}  // namespace flk
