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

// As it stands in JSON, without the quotes.
std::string json_inner(const JsonValue& text) {
  const auto json = json_string(text.decoded());
  return json.substr(1, json.size() - 2);
}

// What the input does not have is hidden whatever the policy says.
void check_hides(const Record& record, const JsonValue& hides,
                 const std::string& input) {
  bool any = false;
  for (const auto text : hides.elements()) {
    any = true;
    if (!text.is_string() || text.decoded().empty()) {
      fail(record.position(), "hides has something else than texts");
    }
    if (input.find(json_inner(text)) == std::string::npos) {
      fail(record.position(), "hides " + quoted(text.decoded()) +
                                  ", which the input does not have");
    }
  }
  if (!any) fail(record.position(), "hides that is no list of texts");
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
  if (hides) check_hides(record, *hides, canonical(*input));
  return {*input, output, hides};
}

class Trial {
 public:
  explicit Trial(const Policy& policy) : redactor_(policy, keys_) {}

  // What is wrong; empty where nothing is. Only a record that is dropped leaves
  // nothing: one that is rejected ends the test.
  std::string problem(const Case& one, const LinePosition& position) {
    const std::string input(one.input.raw());
    const auto record = parser_.parse(input);
    if (!record) fail(position, "an input that is " + parser_.reason());
    std::string out;
    const auto outcome = redactor_.redact(*record, out);
    if (outcome != RedactOutcome::passed && outcome != RedactOutcome::dropped) {
      fail(position, "an input that is rejected: " + redactor_.reason());
    }
    const auto left = out.empty() ? "null" : without_policy(out);
    if (out.empty() && !one.output)
      return "leaves nothing, without output null";
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
      if (left.find(json_inner(text)) != std::string::npos) {
        return "shows " + quoted(text.decoded()) + " in " + left;
      }
    }
    return {};
  }

  PolicyKeys keys_ = keys_of_tests();
  Redactor redactor_;
  RecordParser parser_;
};

void try_all(Trial& trial, std::unique_ptr<ByteSource> source,
             std::vector<CaseFailure>& failures) {
  constexpr std::size_t kMaxCaseBytes = 4 << 20;
  const auto name = source->name();
  std::vector<std::unique_ptr<ByteSource>> sources;
  sources.push_back(std::move(source));
  NoRejects rejects;
  RecordReader in{std::move(sources), kMaxCaseBytes, rejects};
  bool any = false;
  while (const auto record = in.next()) {
    any = true;
    const auto& position = record->position();
    auto problem = trial.problem(case_in(*record), position);
    if (problem.empty()) continue;
    failures.push_back(
        {name, position.line, record->text("why"), std::move(problem)});
  }
  if (!any)
    throw Error(ErrorKind::config, "there is no case in " + quoted(name));
}

}  // namespace

std::vector<CaseFailure> failing_cases(
    const Policy& policy, std::vector<std::unique_ptr<ByteSource>> cases) {
  Trial trial{policy};
  std::vector<CaseFailure> failures;
  for (auto& source : cases) try_all(trial, std::move(source), failures);
  return failures;
}

}  // namespace flk
