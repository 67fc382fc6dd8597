// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/send/ledger_writer.hpp>

#include <flock/base/error.hpp>

namespace flk {

LedgerWriter::LedgerWriter(const Ledger& ledger, std::string consent_path,
                           std::uint64_t max_outbox_bytes, Clock& clock)
    : ledger_(ledger),
      consent_path_(std::move(consent_path)),
      max_outbox_bytes_(max_outbox_bytes),
      clock_(clock) {}

AppendOutcome LedgerWriter::add(const Record& record) {
  const auto outcome = open().add(record);
  if (outcome == AppendOutcome::appended) ++appended_;
  return outcome;
}

void LedgerWriter::commit() {
  if (appender_) appender_->commit();
  appender_.reset();
  consent_.reset();
}

Appender& LedgerWriter::open() {
  if (appender_) return *appender_;
  AppendRules rules;
  rules.max_outbox_bytes = max_outbox_bytes_;
  rules.allowed = [this](std::string_view twig) {
    if (!consent_) consent_ = ConsentLog::load(consent_path_);
    return consent_->allowed(twig);
  };
  return appender_.emplace(ledger_, std::move(rules), clock_);
}

bool has_policy(const Record& record) {
  return (!record.find_flock("cursor") && !record.find_flock("rules")) ||
         !record.flock_text("policy").empty();
}

void require_policy(const Record& record) {
  if (!has_policy(record)) {
    throw Error(ErrorKind::config,
                "refusing a record of flock-collect that no policy has passed",
                "put flock-redact between flock-collect and flock-send");
  }
}

std::string explain(AppendOutcome outcome) {
  switch (outcome) {
    case AppendOutcome::does_not_follow:
      return "another run came between: run the pipeline again";
    case AppendOutcome::not_allowed:
      return "a twig was taken back meanwhile: the next run gives out the rest";
    case AppendOutcome::outbox_full:
      return "the outbox is full: deliver first (flock-send deliver), or raise "
             "--max-outbox-bytes";
    case AppendOutcome::appended:
    case AppendOutcome::already_there:
      break;
  }
  return {};
}

}  // namespace flk
