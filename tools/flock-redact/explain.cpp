// SPDX-License-Identifier: GPL-3.0-or-later
// explain: what each rule did to each record. What did not leave is not shown.

#include <vector>

#include <flock/base/json_text.hpp>
#include <flock/cli/paths.hpp>
#include <flock/cli/rejects.hpp>
#include <flock/cli/terminal_input.hpp>
#include <flock/policy/redactor.hpp>
#include <flock/record/reader.hpp>
#include <flock/record/writer.hpp>

#include "flock-redact/verbs.hpp"

namespace flk {
namespace {

std::string action_of(bool is_named, const Rule* rule) {
  if (rule != nullptr) return std::string(name_of(rule->action));
  return is_named ? "no condition holds" : "no rule names it";
}

// Text as it is but for what a terminal would obey.
std::string without_controls(std::string_view text) {
  const auto safe = quoted(text, text.size());
  return safe.substr(1, safe.size() - 2);
}

// As text: a line for the record, one for each part of it.
std::string text_line(std::string_view column, const std::string& action,
                      const Rule* rule, std::string_view left) {
  std::string line = "  " + quoted(column) + ": " + action;
  if (!left.empty()) line += ": " + without_controls(left);
  if (rule != nullptr && !rule->why.empty()) {
    line += " (" + without_controls(rule->why) + ")";
  }
  return line;
}

std::string json_part(std::string_view column, const std::string& action,
                      const Rule* rule, std::string_view left) {
  std::string json = "{\"column\":" + json_string(column) +
                     ",\"action\":" + json_string(action);
  if (!left.empty()) json += ",\"left\":" + std::string(left);
  if (rule != nullptr && !rule->why.empty()) {
    json += ",\"why\":" + json_string(rule->why);
  }
  return json + "}";
}

class Explanation : public RedactObserver {
 public:
  explicit Explanation(bool json) : json_(json) {}

  void column(std::string_view, std::string_view column, bool is_named,
              const Rule* rule, std::string_view left) override {
    const auto action = action_of(is_named, rule);
    parts_.push_back(json_ ? json_part(column, action, rule, left)
                           : text_line(column, action, rule, left));
  }

  void member_dropped(std::string_view name) override {
    dropped_.push_back(json_ ? json_string(name)
                             : "  " + quoted(name) +
                                   ": not among the members that pass");
  }

  void write(RecordWriter& out, const Record& record,
             const std::string& outcome) {
    const auto line = std::to_string(record.position().line);
    const auto name = record.text(is_agent_record(record) ? "type" : "name");
    if (json_) {
      out.write("{\"line\":" + line + ",\"name\":" + json_string(name) +
                ",\"outcome\":" + json_string(outcome) + ",\"columns\":" +
                list(parts_) + ",\"members_dropped\":" + list(dropped_) + "}");
    } else {
      out.write("line " + line + ": " + quoted(name) + ": " + outcome);
      for (const auto& part : parts_) out.write(part);
      for (const auto& part : dropped_) out.write(part);
    }
    parts_.clear();
    dropped_.clear();
  }

 private:
  static std::string list(const std::vector<std::string>& parts) {
    std::string text = "[";
    for (const auto& part : parts) {
      if (text.size() > 1) text += ',';
      text += part;
    }
    return text + "]";
  }

  bool json_;
  std::vector<std::string> parts_;
  std::vector<std::string> dropped_;
};

bool is_rejected(RedactOutcome outcome) {
  return outcome == RedactOutcome::rules_mismatch ||
         outcome == RedactOutcome::malformed;
}

std::string text_of(RedactOutcome outcome, const std::string& reason) {
  switch (outcome) {
    case RedactOutcome::passed:
      return "passed";
    case RedactOutcome::dropped:
      return "dropped: the policy names nothing of it";
    case RedactOutcome::rules_mismatch:
    case RedactOutcome::malformed:
      break;
  }
  return "rejected: " + reason;
}

}  // namespace

ExitStatus explain_verb(const RedactOptions& options, Log& log) {
  const auto policy = chosen_policy(options);
  const auto keys = PolicyKeys::load(config_dir());
  Explanation explanation{options.common.json};
  Redactor redactor{policy, keys, &explanation, options.filter.max_line_bytes};
  Rejects rejects{options.filter.rejects, log};
  RecordReader in{open_inputs(options.filter.files),
                  options.filter.max_line_bytes, rejects};
  auto out = RecordWriter::standard_output();
  in.before_wait([&] { out.flush(); });
  warn_of_terminal(options.filter, log);
  std::string unused;
  bool any_rejected = false;
  while (const auto record = in.next()) {
    unused.clear();
    const auto outcome = redactor.redact(*record, unused);
    explanation.write(out, *record, text_of(outcome, redactor.reason()));
    if (!is_rejected(outcome)) continue;
    any_rejected = true;
    // What is explained on standard output is not named once more.
    if (!options.filter.rejects.empty()) {
      rejects.reject(*record, redactor.reason());
    }
  }
  out.flush();
  rejects.finish();
  any_rejected |= rejects.count() > 0;
  return any_rejected ? ExitStatus::partly_done : ExitStatus::success;
}

}  // namespace flk
