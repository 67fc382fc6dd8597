// SPDX-License-Identifier: GPL-3.0-or-later
// flock-sign verify.

#include <unistd.h>

#include <optional>
#include <utility>

#include <flock/base/cores.hpp>
#include <flock/cli/progress.hpp>
#include <flock/cli/rejects.hpp>
#include <flock/cli/terminal_input.hpp>
#include <flock/record/reader.hpp>
#include <flock/record/writer.hpp>
#include <flock/signature/parallel_verifier.hpp>
#include <flock/signature/verifier.hpp>

#include "flock-sign/verbs.hpp"

namespace flk {
namespace {

VerifyRules rules_of(const SignOptions& options) {
  VerifyRules rules;
  rules.chain = {options.from_start, options.allow_gaps};
  if (!options.head.empty()) rules.head = StreamHead::load(options.head);
  if (options.silence.count() > 0) {
    rules.silence = {options.silence,
                     options.now.value_or(system_clock().now())};
  }
  return rules;
}

void print_json(const VerifyFinding& finding, const std::string& message,
                Log& log) {
  const std::string kind{name_of(finding.kind)};
  const auto first = finding.first;
  const auto last = finding.last;
  if (!finding.is_failure()) {
    log.info(message, {{"kind", kind},
                       {"stream", finding.stream},
                       {"first", first},
                       {"last", last}});
  } else if (finding.line != 0) {
    log.error(message, {{"kind", kind},
                        {"source", finding.source},
                        {"line", finding.line},
                        {"stream", finding.stream},
                        {"seq", first}});
  } else if (finding.first != 0) {
    log.error(message, {{"kind", kind},
                        {"stream", finding.stream},
                        {"first", first},
                        {"last", last}});
  } else {
    log.error(message, {{"kind", kind}});
  }
}

void print(const VerifyFinding& finding, Log& log) {
  const auto message = finding.message();
  if (log.format() == LogFormat::json) {
    print_json(finding, message, log);
  } else if (finding.is_failure()) {
    log.error(message);
  } else {
    log.info(message);
  }
}

// "3 verified, 1 failed": what is 0 is left out, the first apart.
std::string summary(const VerifyCounts& counts, std::uint64_t rejected) {
  const std::pair<std::uint64_t, const char*> parts[] = {
      {counts.failed, "failed"},
      {rejected, "rejected"},
      {counts.missing, "missing"},
      {counts.declared, "declared lost"},
      {counts.withdrawn, "withdrawn"},
      {counts.repeated, "repeated"},
      {counts.gateways_own, "of the gateway's own"},
      {counts.streams, counts.streams == 1 ? "stream" : "streams"}};
  std::string text = counts.verified == 0
                         ? std::string("nothing verified")
                         : std::to_string(counts.verified) + " verified";
  for (const auto& [count, name] : parts) {
    if (count != 0) text += ", " + std::to_string(count) + " " + name;
  }
  return text;
}

void print_summary(const Verifier& verifier, std::uint64_t rejected, bool good,
                   Log& log) {
  const auto& counts = verifier.counts();
  const auto text = summary(counts, rejected);
  const auto say = [&](std::initializer_list<Log::Field> fields) {
    good ? log.info(text, fields) : log.error(text, fields);
  };
  if (log.format() == LogFormat::json) {
    say({{"verified", counts.verified},
         {"failed", counts.failed},
         {"rejected", rejected},
         {"missing", counts.missing},
         {"declared", counts.declared},
         {"withdrawn", counts.withdrawn},
         {"repeated", counts.repeated},
         {"gateways_own", counts.gateways_own},
         {"streams", counts.streams}});
  } else {
    say({});
  }
  const auto out_of_order =
      static_cast<std::size_t>(VerifyFindingKind::out_of_order);
  if (counts.findings[out_of_order] != 0) {
    log.error(
        "hint: flock-fetch --order chain gives records out in the order of "
        "their streams");
  }
}

unsigned jobs_of(const SignOptions& options) {
  return options.jobs > 0 ? options.jobs : usable_cores();
}

// All records, until each has been taken.
void hand_over(RecordReader& in, ParallelVerifier& records,
               const CommonOptions& common) {
  std::optional<Progress> bar;
  if (wants_progress(common, true)) {
    bar.emplace("records", std::nullopt, system_clock(), STDERR_FILENO);
  }
  std::uint64_t count = 0;
  while (const auto record = in.next()) {
    records.add(*record);
    if (bar) bar->show(++count);
  }
  records.finish();
}

}  // namespace

TrustedKeys trusted_keys(const SignOptions& options) {
  TrustedKeys trusted;
  for (const auto& file : options.trusted) trusted.add_file(file);
  return trusted;
}

ExitStatus verify_verb(const SignOptions& options, Log& log) {
  Verifier verifier{trusted_keys(options), rules_of(options),
                    [&](const VerifyFinding& finding) { print(finding, log); }};
  auto inputs = open_inputs(options.filter.files);
  Rejects rejects{options.filter.rejects, log};
  RecordReader in{std::move(inputs), options.filter.max_line_bytes, rejects};
  auto out = RecordWriter::standard_output();
  ParallelVerifier records{verifier, jobs_of(options),
                           [&](std::string_view line) { out.write(line); },
                           [&] { out.flush(); }};
  in.before_wait([&] { records.flush(); });
  warn_of_terminal(options.filter, log);
  hand_over(in, records, options.common);
  rejects.finish();
  verifier.finish();
  const bool good = verifier.passed() && rejects.count() == 0;
  print_summary(verifier, rejects.count(), good, log);
  return good ? ExitStatus::success : ExitStatus::answer_is_no;
}

}  // namespace flk
