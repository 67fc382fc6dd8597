// SPDX-License-Identifier: GPL-3.0-or-later
// The whole filter: the bytes as a stream of lines through reader, redactor and
// writer's form, under a policy with every action. Whatever passes must be a
// record again, carry the policy's id, hold back what the policy drops, and
// pass once more unchanged where the actions are such as promise that. The same
// bytes as values, with a secret planted where its rule must not let it pass.

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include <flock/base/json_text.hpp>
#include <flock/base/utf8.hpp>
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
      "h": {"action": "generalize", "to": "command"},
      "l": [{"action": "keep", "when": {"column": "a", "equals": "shown"}},
            "mask"]}},
    "i": {"columns": {
      "a": "keep", "b": "drop", "c": "mask",
      "d": {"action": "truncate", "characters": 3},
      "e": {"action": "generalize", "to": "minor"},
      "f": {"action": "generalize", "to": "month"},
      "g": {"action": "generalize", "to": "home"},
      "h": {"action": "generalize", "to": "command"},
      "j": {"action": "generalize", "to": "prefix"},
      "k": {"action": "generalize", "to": "domain"}}}}})";

// No part of an address, a time or a version; no option, no variable, no top
// level domain.
constexpr std::string_view kSecret = "Zq-7sEcrEt-kXwJ";
constexpr std::size_t kWindow = 6;

bool shows_secret(std::string_view out) {
  for (std::size_t at = 0; at + kWindow <= kSecret.size(); ++at) {
    if (out.find(kSecret.substr(at, kWindow)) != std::string::npos) return true;
  }
  return false;
}

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

  void plant(std::string_view bytes) {
    const auto text = to_utf8(bytes.substr(0, 512));
    if (shows_secret(text)) return;
    const std::string secret{kSecret};
    for (const auto* column : {"c", "d", "f", "l"}) {
      hide("t", column, text + secret);
      hide("t", column, secret + text);
    }
    for (const auto* column : {"e", "f", "j", "k"}) {
      hide("i", column, text + secret);
    }
    for (const auto* column : {"e", "f", "j"}) hide("i", column, secret + text);
    hide("i", "g", "/home/" + secret + text);
    hide("i", "g", "/var/mail//" + secret + text);
    // A path passes.
    const bool path = text.find_first_of("/~") != std::string::npos;
    if (!path) hide("i", "h", text + secret);
  }

 private:
  void hide(const std::string& twig, const std::string& column,
            const std::string& value) {
    const auto line = "{\"name\":\"" + twig + "\",\"columns\":{\"" + column +
                      "\":" + json_string(value) + "}}";
    const auto record = parser_.parse(line);
    require(record.has_value());
    again_.clear();
    require(redactor_.redact(*record, again_) == RedactOutcome::passed);
    require(!shows_secret(again_));
  }

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
  const std::string_view bytes{reinterpret_cast<const char*>(data), size};
  filter.run(bytes);
  filter.plant(bytes);
  return 0;
}
