// SPDX-License-Identifier: GPL-3.0-or-later
// policy and check.

#include <flock/base/error.hpp>
#include <flock/base/json_text.hpp>
#include <flock/cli/paths.hpp>
#include <flock/policy/policy_check.hpp>
#include <flock/policy/policy_files.hpp>
#include <flock/record/input.hpp>
#include <flock/record/writer.hpp>

#include "flock-redact/verbs.hpp"

namespace flk {
namespace {

std::string text_of(const PolicyFinding& finding) {
  const auto place = finding.column.empty()
                         ? finding.twig
                         : finding.twig + "." + finding.column;
  return place + ": " + finding.problem;
}

std::string json_of(const PolicyFinding& finding) {
  std::string json = "{\"twig\":" + json_string(finding.twig);
  if (!finding.column.empty()) {
    json += ",\"column\":" + json_string(finding.column);
  }
  return json + ",\"problem\":" + json_string(finding.problem) + "}";
}

std::string read_standard_input() {
  constexpr std::size_t kMaxBytes = 4 << 20;  // as of a policy's file
  std::string text;
  const auto source = std::move(open_inputs({}).front());
  char block[4096];
  while (const auto count = source->read(block, sizeof block)) {
    text.append(block, count);
    if (text.size() > kMaxBytes) {
      throw Error(ErrorKind::config,
                  "the policy on standard input has more "
                  "than " +
                      std::to_string(kMaxBytes) + " bytes");
    }
  }
  return text;
}

}  // namespace

ExitStatus policy_verb() {
  auto out = RecordWriter::standard_output();
  out.write(kPolicyJson.substr(0, kPolicyJson.size() - 1));  // its own LF
  out.flush();
  return ExitStatus::success;
}

ExitStatus check_verb(const RedactOptions& options) {
  const auto policy =
      options.policy == "-"
          ? Policy::parse(read_standard_input(), "standard input")
          : chosen_policy(options);
  auto catalogue = Catalogue::built_in();
  catalogue.add_directory(config_dir() + "/catalogue.d");
  const auto findings = check_policy(policy, catalogue);
  auto out = RecordWriter::standard_output();
  for (const auto& finding : findings) {
    out.write(options.common.json ? json_of(finding) : text_of(finding));
  }
  out.flush();
  return findings.empty() ? ExitStatus::success : ExitStatus::answer_is_no;
}

}  // namespace flk
