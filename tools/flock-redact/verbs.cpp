// SPDX-License-Identifier: GPL-3.0-or-later
// policy, check, keygen and open.

#include <flock/base/file.hpp>
#include <flock/base/json_text.hpp>
#include <flock/cli/paths.hpp>
#include <flock/cli/rejects.hpp>
#include <flock/cli/terminal_input.hpp>
#include <flock/policy/policy_check.hpp>
#include <flock/policy/policy_files.hpp>
#include <flock/policy/redactor_open.hpp>
#include <flock/record/reader.hpp>
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

// `path`, or `name` in the configuration folder.
std::string or_configured(const std::string& path, std::string_view name) {
  return path.empty() ? config_dir() + "/" + std::string(name) : path;
}

}  // namespace

ExitStatus policy_verb() {
  auto out = RecordWriter::standard_output();
  out.write(kPolicyJson.substr(0, kPolicyJson.size() - 1));  // its own LF
  out.flush();
  return ExitStatus::success;
}

ExitStatus check_verb(const RedactOptions& options) {
  const auto policy = chosen_policy(options);
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

ExitStatus keygen_verb(const RedactOptions& options, Log& log) {
  const auto path =
      or_configured(options.key, options.seal ? "seal.key" : "pseudonym.key");
  if (options.seal) {
    const auto public_path = or_configured(options.public_key, "seal.pub");
    create_seal_keys(path, public_path);
    log.info("made " + quoted(path) + " and " + quoted(public_path));
  } else {
    create_pseudonym_key(path, options.fleet, system_random());
    log.info("made " + quoted(path));
  }
  return ExitStatus::success;
}

ExitStatus open_verb(const RedactOptions& options, Log& log) {
  RecordOpener opener{load_seal_key(options.key)};
  Rejects rejects{options.filter.rejects, log};
  RecordReader in{open_inputs(options.filter.files),
                  options.filter.max_line_bytes, rejects};
  auto out = RecordWriter::standard_output();
  in.before_wait([&] { out.flush(); });
  warn_of_terminal(options.filter, log);
  while (const auto record = in.next()) {
    if (const auto opened = opener.open(*record)) {
      out.write(*opened);
    } else {
      rejects.reject(*record, opener.reason());
    }
  }
  out.flush();
  rejects.finish();
  log.info(std::to_string(opener.opened()) + " values opened, " +
           std::to_string(opener.others()) + " sealed to other keys");
  return rejects.count() == 0 ? ExitStatus::success : ExitStatus::partly_done;
}

}  // namespace flk
