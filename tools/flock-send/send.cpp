// SPDX-License-Identifier: GPL-3.0-or-later
// The filter, deliver and ping.

#include <unistd.h>

#include <flock/auth/registration.hpp>
#include <flock/base/error.hpp>
#include <flock/cli/paths.hpp>
#include <flock/cli/rejects.hpp>
#include <flock/record/reader.hpp>
#include <flock/send/ledger_writer.hpp>
#include <flock/ledger/dead_letter.hpp>

#include "flock-send/sender.hpp"
#include "flock-send/verbs.hpp"

namespace flk {
namespace {

// From standard input to the ledger; dead letters past it.
class Input {
 public:
  Input(const SendOptions& options, Sender& sender, Log& log)
      : sender_(sender),
        log_(log),
        rejects_(options.filter.rejects, log),
        reader_(open_inputs(options.filter.files),
                options.filter.max_line_bytes, rejects_),
        writer_(sender.ledger(), config_dir() + "/consent.jsonl",
                options.max_outbox_bytes, system_clock()) {
    reader_.before_wait([this] { pause(); });
  }

  // Until the input ends, or no more can be taken.
  ExitStatus run() {
    auto status = ExitStatus::success;
    while (const auto record = reader_.next()) {
      const auto origin = dead_letter_origin(*record);
      if (origin && has_policy(*record)) {
        status = highest(status, sender_.send_again(*origin, *record));
        if (status > ExitStatus::partly_done) break;
        continue;
      }
      const auto why = why_not(*record);
      if (why.empty()) continue;
      log_.error("stopped at line " + std::to_string(record->position().line) +
                 ": " + why);
      status = highest(status, ExitStatus::try_again);
      break;
    }
    writer_.commit();
    rejects_.finish();
    const bool rejected = rejects_.count() > 0;
    return rejected ? highest(status, ExitStatus::partly_done) : status;
  }

 private:
  // Takes the record, or says why it ends the input. Where nothing was taken
  // before, one that no policy has passed is an error of who calls.
  std::string why_not(const Record& record) {
    if (writer_.appended() == 0) require_policy(record);
    if (!has_policy(record)) return "no policy has passed this record";
    return explain(writer_.add(record));
  }

  // Nothing more to read at once: what is there so far leaves.
  void pause() {
    writer_.commit();
    if (away_ || writer_.appended() == seen_) return;
    seen_ = writer_.appended();
    away_ = !sender_.deliver_at_once();
  }

  Sender& sender_;
  Log& log_;
  Rejects rejects_;
  RecordReader reader_;
  LedgerWriter writer_;
  std::uint64_t seen_ = 0;  // records that a delivery was tried for
  bool away_ = false;       // the gateway, when last tried
};

}  // namespace

ExitStatus send(const SendOptions& options, Log& log) {
  Sender sender{options, log};
  if (options.filter.files.empty() && ::isatty(STDIN_FILENO) != 0) {
    log.warning("reading records from the terminal, until Ctrl-D");
  }
  const auto appended = Input{options, sender, log}.run();
  return highest(appended, sender.deliver_all());
}

ExitStatus deliver_verb(const SendOptions& options, Log& log) {
  return Sender{options, log}.deliver_all();
}

ExitStatus ping_verb(Log& log) {
  const auto registration = require_registration(config_dir());
  const auto result = open_destination(registration).ping();
  switch (result.outcome) {
    case SubmitOutcome::answered:
      log.debug(registration.url + " knows this laptop as " +
                registration.user);
      return ExitStatus::success;
    case SubmitOutcome::not_allowed:
      throw Error(ErrorKind::refused, result.reason);
    default:
      throw Error(ErrorKind::try_again, result.reason);
  }
}

}  // namespace flk
