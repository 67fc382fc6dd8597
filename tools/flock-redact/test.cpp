// SPDX-License-Identifier: GPL-3.0-or-later
// test: a policy held against cases of records and what is to leave of them.

#include <flock/base/json_text.hpp>
#include <flock/cli/paths.hpp>
#include <flock/policy/policy_cases.hpp>
#include <flock/record/input.hpp>
#include <flock/record/writer.hpp>

#include "flock-redact/verbs.hpp"

namespace flk {
namespace {

std::string text_of(const CaseFailure& failure) {
  return failure.source + ": line " + std::to_string(failure.line) + ": " +
         (failure.why.empty() ? "" : failure.why + ": ") + failure.problem;
}

std::string json_of(const CaseFailure& failure) {
  std::string json = "{\"file\":" + json_string(failure.source) +
                     ",\"line\":" + std::to_string(failure.line);
  if (!failure.why.empty()) json += ",\"why\":" + json_string(failure.why);
  return json + ",\"problem\":" + json_string(failure.problem) + "}";
}

}  // namespace

ExitStatus test_verb(const RedactOptions& options) {
  const auto policy = chosen_policy(options);
  const auto failures =
      failing_cases(policy, open_inputs(options.filter.files));
  auto out = RecordWriter::standard_output();
  for (const auto& failure : failures) {
    out.write(options.common.json ? json_of(failure) : text_of(failure));
  }
  out.flush();
  return failures.empty() ? ExitStatus::success : ExitStatus::answer_is_no;
}

}  // namespace flk
