// SPDX-License-Identifier: GPL-3.0-or-later

#include "flock-send/sender.hpp"

#include <unistd.h>

#include <algorithm>
#include <csignal>

#include <flock/base/error.hpp>
#include <flock/base/file.hpp>
#include <flock/base/steady_clock.hpp>
#include <flock/cli/paths.hpp>
#include <flock/cli/plural.hpp>
#include <flock/cli/progress.hpp>
#include <flock/cli/take_back.hpp>
#include <flock/ledger/appender.hpp>
#include <flock/ledger/outbox.hpp>
#include <flock/version.hpp>

namespace flk {
namespace {

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

}  // namespace

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

Sender::Sender(const SendOptions& options, Log& log)
    : options_(options),
      log_(log),
      registration_(require_registration(config_dir())),
      ledger_(bound_ledger(registration_)),
      destination_(open_destination(registration_)),
      consent_(config_dir() + "/consent.jsonl"),
      letters_(dead_letter_path(state_dir()), ledger_) {
  // A broken connection is an error of ours to report, not a signal.
  std::signal(SIGPIPE, SIG_IGN);
}

bool Sender::deliver_at_once() {
  return run(Milliseconds{0}).end == DeliveryEnd::complete;
}

ExitStatus Sender::deliver_all() {
  const auto report = run(options_.deadline);
  prune_sent(ledger_, options_.keep_sent, options_.keep_sent_bytes,
             system_clock().now());
  if (delivered_ > 0) {
    log_.debug("delivered " + plural(delivered_, "record"));
  }
  return highest(denials_, highest(refused_status(), end_status(report)));
}

ExitStatus Sender::send_again(const DeadLetterOrigin& origin,
                              const Record& record) {
  if (needs_consent(record) && !consent_.allowed(record.text("name"))) {
    log_.error("record " + std::to_string(origin.n) +
               " is not sent: its twig " + flk::quoted(record.text("name")) +
               " is not allowed");
    return ExitStatus::partly_done;
  }
  if (!letters_.hold(origin, record)) {
    log_.error(
        "record " + std::to_string(origin.n) +
        " is not sent: it is no dead letter of this laptop's, as neither "
        "dead-letter.jsonl nor the ledger holds it");
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

DeliveryReport Sender::run(Milliseconds deadline) {
  auto report = deliver_once(deadline);
  while (report.end == DeliveryEnd::withheld && finish_denial(report.reason)) {
    report = deliver_once(deadline);
  }
  return report;
}

// A no that was cut off behind its decision, or is being carried out just now.
// Whether nothing of the twig waits any more.
bool Sender::finish_denial(const std::string& twig) {
  if (!consent_.denied(twig)) return false;
  const TakeBack take_back{ledger_, {twig}, config_dir(), system_clock()};
  denials_ = highest(denials_, take_back.finish(log_));
  return !any_waits(ledger_, [&](std::uint64_t, const Record& record) {
    return is_row_of(record, twig);
  });
}

DeliveryReport Sender::deliver_once(Milliseconds deadline) {
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

ExitStatus Sender::refused_status() {
  if (refused_ == 0) return ExitStatus::success;
  log_.error("the gateway refused " + plural(refused_, "record") +
             " for good, now in " + flk::quoted(dead_letter_path(state_dir())));
  return ExitStatus::partly_done;
}

ExitStatus Sender::end_status(const DeliveryReport& report) {
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

}  // namespace flk
