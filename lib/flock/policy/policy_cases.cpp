// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/policy/policy_cases.hpp>

#include <algorithm>
#include <array>

#include <flock/base/error.hpp>
#include <flock/base/json_text.hpp>
#include <flock/policy/redactor.hpp>
#include <flock/record/canonical.hpp>
#include <flock/record/object_writer.hpp>
#include <flock/record/reader.hpp>

namespace flk {
namespace {

constexpr std::array<std::string_view, 4> kMembers{"why", "input", "output",
                                                   "hides"};

[[noreturn]] void fail(const LinePosition& position, const std::string& why) {
  throw Error(ErrorKind::config, std::string(position.source) + ": line " +
                                     std::to_string(position.line) + ": " +
                                     why);
}

// A line that is no JSON object ends the test.
class NoRejects : public RejectSink {
 public:
  using RejectSink::reject;
  void reject(const LinePosition& position, std::string_view reason,
              std::string_view) override {
    fail(position, std::string(reason));
  }
  void reject_more(std::string_view) override {}
};

PolicyKeys keys_of_tests() {
  PolicyKeys keys;
  keys.pseudonym = SecretBytes{32};
  keys.seal_public = SealKeyPair::of(SecretBytes{kSealKeyBytes}).public_key;
  return keys;
}

struct Case {
  JsonValue input;
  std::optional<JsonValue> output;
  std::optional<JsonValue> hides;
};

void check_members(const Record& record) {
  for (const auto member : record.object().members()) {
    const auto key = member.key.decoded();
    if (std::find(kMembers.begin(), kMembers.end(), key) == kMembers.end()) {
      fail(record.position(), "a case has no member " + quoted(key));
    }
  }
}

Case case_in(const Record& record) {
  check_members(record);
  const auto input = record.find("input");
  const auto output = record.find("output");
  const auto hides = record.find("hides");
  if (!input || input->type() != JsonType::object) {
    fail(record.position(), "a case without an input, an object");
  }
  if (!output && !hides) {
    fail(record.position(), "a case with neither output nor hides");
  }
  if (output && output->type() != JsonType::object &&
      output->type() != JsonType::null) {
    fail(record.position(), "an output that is neither an object nor null");
  }
  if (hides && hides->type() != JsonType::array) {
    fail(record.position(), "hides that is no list");
  }
  return {*input, output, hides};
}

class Trial {
 public:
  explicit Trial(const Policy& policy) : redactor_(policy, keys_) {}

  // What is wrong; empty where nothing is.
  std::string problem(const Case& one) {
    const std::string input(one.input.raw());
    const auto record = parser_.parse(input);
    std::string out;
    if (!record || redactor_.redact(*record, out) != RedactOutcome::passed) {
      out.clear();
    }
    const auto left = out.empty() ? "null" : without_policy(out);
    if (one.output && canonical(*one.output) != left) {
      return "leaves " + left + ", not " + canonical(*one.output);
    }
    return one.hides ? shown(*one.hides, left) : "";
  }

 private:
  // In canonical form and without flock.policy.
  static std::string without_policy(const std::string& out) {
    JsonParser parser;
    const auto edited =
        edited_flock(*parser.parse(out), ObjectEdit{}.remove("policy"));
    return canonical(*parser.parse(edited));
  }

  static std::string shown(const JsonValue& hides, const std::string& left) {
    for (const auto text : hides.elements()) {
      const auto json = json_string(text.decoded());
      const auto inner = json.substr(1, json.size() - 2);
      if (!inner.empty() && left.find(inner) != std::string::npos) {
        return "shows " + quoted(text.decoded()) + " in " + left;
      }
    }
    return {};
  }

  PolicyKeys keys_ = keys_of_tests();
  Redactor redactor_;
  RecordParser parser_;
};

}  // namespace

std::vector<CaseFailure> failing_cases(
    const Policy& policy, std::vector<std::unique_ptr<ByteSource>> cases) {
  Trial trial{policy};
  NoRejects rejects;
  constexpr std::size_t kMaxCaseBytes = 4 << 20;
  RecordReader in{std::move(cases), kMaxCaseBytes, rejects};
  std::vector<CaseFailure> failures;
  while (const auto record = in.next()) {
    auto problem = trial.problem(case_in(*record));
    if (problem.empty()) continue;
    failures.push_back({std::string(record->position().source),
                        record->position().line, record->text("why"),
                        std::move(problem)});
  }
  return failures;
}

}  // namespace flk
