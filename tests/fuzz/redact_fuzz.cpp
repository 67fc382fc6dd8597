// SPDX-License-Identifier: GPL-3.0-or-later
// The whole filter: the bytes as a stream of lines through reader, redactor and
// writer's form, under a policy with every action. Whatever passes must be a
// record again, carry the policy's id, hold back what the policy drops, and
// pass once more unchanged where the actions are such as promise that.

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include <flock/base/json_text.hpp>
#include <flock/policy/redactor.hpp>
#include <flock/record/reader.hpp>

namespace flk {
namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

class IgnoredRejects : public RejectSink {
 public:
  using RejectSink::reject;
  void reject(const LinePosition&, std::string_view,
              std::string_view) override {}
  void reject_more(std::string_view) override {}
};

PolicyKeys keys() {
  PolicyKeys keys;
  keys.pseudonym = SecretBytes{32};
  keys.seal_public = SealKeyPair::generate().public_key;
  return keys;
}

// Every action, in twig t; those that are idempotent, in twig i.
constexpr std::string_view kPolicy = R"({
  "members": ["name", "unixTime", "action"],
  "twigs": {
    "t": {"columns": {
      "a": "keep", "b": "drop", "c": "mask",
      "d": {"action": "truncate", "characters": 3},
      "e": {"action": "replace", "pattern": "[a-z]\\C", "with": "<\\0>"},
      "f": "pseudonym", "g": "seal",
      "h": {"action": "generalize", "to": "command"}}},
    "i": {"columns": {
      "a": "keep", "b": "drop", "c": "mask",
      "d": {"action": "truncate", "characters": 3},
      "e": {"action": "generalize", "to": "minor"},
      "f": {"action": "generalize", "to": "month"},
      "g": {"action": "generalize", "to": "home"},
      "h": {"action": "generalize", "to": "command"},
      "j": {"action": "generalize", "to": "prefix"},
      "k": {"action": "generalize", "to": "domain"}}}}})";

class Filter {
 public:
  void run(std::string_view bytes) {
    RecordReader::Sources sources;
    sources.push_back(memory_source(std::string(bytes), "fuzz"));
    RecordReader in{std::move(sources), 2048, rejects_};
    while (const auto record = in.next()) {
      out_.clear();
      const auto outcome = redactor_.redact(*record, out_);
      require((outcome == RedactOutcome::passed) != out_.empty());
      if (outcome == RedactOutcome::passed) check(out_);
    }
  }

 private:
  void check(const std::string& out) {
    const auto record = parser_.parse(out);
    require(record.has_value());
    require(record->flock_text("policy") == policy_.id());
    require(!record->find_flock("sig"));
    const auto columns = record->find("columns");
    require(!columns || is_agent_record(*record) || !columns->find("b"));
    if (record->text("name") != "i") return;
    // flock.rules, where there is one, is as it was, and so is the outcome.
    again_.clear();
    require(redactor_.redact(*record, again_) == RedactOutcome::passed);
    require(again_ == out);
  }

  const Policy policy_ = Policy::parse(kPolicy, "policy");
  const PolicyKeys keys_ = keys();
  Redactor redactor_{policy_, keys_};
  RecordParser parser_{1 << 20};
  IgnoredRejects rejects_;
  std::string out_, again_;
};

}  // namespace
}  // namespace flk

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  static flk::Filter filter;
  filter.run({reinterpret_cast<const char*>(data), size});
  return 0;
}
