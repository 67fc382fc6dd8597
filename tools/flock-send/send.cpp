// SPDX-License-Identifier: GPL-3.0-or-later
// The filter, deliver and ping.

#include <unistd.h>

#include <algorithm>
#include <csignal>

#include <flock/auth/registration.hpp>
#include <flock/base/error.hpp>
#include <flock/base/file.hpp>
#include <flock/base/steady_clock.hpp>
#include <flock/cli/paths.hpp>
#include <flock/cli/progress.hpp>
#include <flock/cli/rejects.hpp>
#include <flock/ledger/outbox.hpp>
#include <flock/policy/consent_watch.hpp>
#include <flock/record/reader.hpp>
#include <flock/send/deliver.hpp>
#include <flock/send/http_destination.hpp>
#include <flock/send/ledger_writer.hpp>
#include <flock/ledger/dead_letter.hpp>
#include <flock/version.hpp>

#include "flock-send/verbs.hpp"

namespace flk {
namespace {

HttpDestination open_destination(const LaptopRegistration& registration) {
  HttpClientOptions options;
  const auto ca = ca_path(config_dir());
  if (file_exists(ca)) options.ca_file = ca;
  options.user_agent = std::string("flock-send/") + kVersion;
  return HttpDestination{
      HttpClient{options}, registration.url,
      HttpCredentials{registration.user,
                      load_token(config_dir(), registration.url)}};
}

DeliveryOptions delivery_options(const SendOptions& options) {
  DeliveryOptions delivery;
  delivery.backoff.deadline = options.deadline;
  delivery.rest = options.rest;
  delivery.dead_letter_path = dead_letter_path(state_dir());
  return delivery;
}

Ledger bound_ledger(const LaptopRegistration& registration) {
  auto ledger =
      Ledger::open_or_create(LedgerPlace::on_this_machine(state_dir()),
                             system_clock(), system_random());
  if (ledger.gateway() == registration.url) return ledger;
  if (!ledger.gateway().empty()) {
    throw Error(ErrorKind::config,
                "the ledger is delivered to " + ledger.gateway() +
                    ", this laptop is registered with " + registration.url,
                "flock-send register, with an invite, moves it");
  }
  const auto lock = ledger.lock_delivery();
  ledger.set_gateway(registration.url);
  return ledger;
}

// One ledger and one gateway, for as long as the process runs.
class Sender {
 public:
  Sender(const SendOptions& options, Log& log)
      : options_(options),
        log_(log),
        registration_(require_registration(config_dir())),
        ledger_(bound_ledger(registration_)),
        destination_(open_destination(registration_)) {
    // A broken connection is an error of ours to report, not a signal.
    std::signal(SIGPIPE, SIG_IGN);
  }

  Ledger& ledger() { return ledger_; }

  // One attempt, so that an absent gateway does not hold up the input. Whether
  // all that may leave has left.
  bool deliver_at_once() {
    return run(Milliseconds{0}).end == DeliveryEnd::complete;
  }

  // Delivers until the deadline, and says how it went.
  ExitStatus deliver_all() {
    const auto report = run(options_.deadline);
    prune_sent(ledger_, options_.keep_sent, options_.keep_sent_bytes,
               system_clock().now());
    if (delivered_ > 0) {
      log_.debug("delivered " + std::to_string(delivered_) + " records");
    }
    return highest(refused_status(), end_status(report));
  }

  // A dead letter once more, as what it was.
  ExitStatus send_again(const DeadLetterOrigin& origin, const Record& record) {
    if (needs_consent(record) && !consent_.allowed(record.text("name"))) {
      log_.error("record " + std::to_string(origin.n) +
                 " is not sent: its twig " + flk::quoted(record.text("name")) +
                 " is not allowed");
      return ExitStatus::partly_done;
    }
    const auto result =
        destination_.submit({origin.ledger, origin.n}, {without_error(record)},
                            std::max(options_.deadline, kLeastPatience));
    const auto cannot = "cannot deliver record " + std::to_string(origin.n) +
                        ": " + result.reason;
    switch (result.outcome) {
      case SubmitOutcome::try_again:
        log_.error(cannot);
        return ExitStatus::try_again;
      case SubmitOutcome::not_allowed:
        log_.error(cannot);
        return ExitStatus::refused;
      case SubmitOutcome::answered:
        if (result.rejected.empty()) return ExitStatus::success;
        break;
      case SubmitOutcome::whole_refused:
        break;
    }
    const auto& reason =
        result.rejected.empty() ? result.reason : result.rejected[0].reason;
    log_.error("record " + std::to_string(origin.n) +
               " is refused again: " + flk::quoted(reason));
    return ExitStatus::partly_done;
  }

 private:
  DeliveryReport run(Milliseconds deadline) {
    auto delivery = delivery_options(options_);
    delivery.backoff.deadline = deadline;
    delivery.timer = &steady_clock();
    delivery.allowed = [this](std::string_view twig) {
      return consent_.allowed(twig);
    };
    std::optional<Progress> bar;
    if (wants_progress(options_.common, false)) {
      const auto state = ledger_.state();
      bar.emplace("records", state.records - state.acknowledged, system_clock(),
                  STDERR_FILENO);
    }
    auto report = deliver(ledger_, destination_, delivery, system_clock(),
                          system_random(), [&](const DeliveryReport& so_far) {
                            if (bar) bar->show_now(so_far.delivered);
                          });
    delivered_ += report.delivered;
    refused_ += report.refused;
    return report;
  }

  ExitStatus refused_status() {
    if (refused_ == 0) return ExitStatus::success;
    log_.error("the gateway refused " + std::to_string(refused_) +
               " records for good; they are in " +
               flk::quoted(dead_letter_path(state_dir())));
    return ExitStatus::partly_done;
  }

  ExitStatus end_status(const DeliveryReport& report) {
    switch (report.end) {
      case DeliveryEnd::complete:
        return ExitStatus::success;
      case DeliveryEnd::other_delivery:
        log_.debug("another flock-send delivers");
        return ExitStatus::success;
      case DeliveryEnd::gave_up:
        log_.error("cannot deliver now: " + report.reason);
        log_.error(
            "hint: nothing is lost: flock-send outbox shows what waits, "
            "the next run delivers it");
        return ExitStatus::try_again;
      case DeliveryEnd::withheld:
        log_.error("not delivered from here on: twig " +
                   flk::quoted(report.reason) + " is no longer allowed");
        log_.error("hint: flock-collect deny " + report.reason +
                   " takes back what waits of it");
        return ExitStatus::try_again;
      case DeliveryEnd::refused:
        log_.error("cannot deliver: " + report.reason);
        return ExitStatus::refused;
    }
    return ExitStatus::defect;
  }

  const SendOptions& options_;
  Log& log_;
  LaptopRegistration registration_;
  Ledger ledger_;
  HttpDestination destination_;
  ConsentWatch consent_{config_dir() + "/consent.jsonl"};
  std::uint64_t delivered_ = 0;
  std::uint64_t refused_ = 0;
};

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
      if (const auto origin = dead_letter_origin(*record)) {
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
