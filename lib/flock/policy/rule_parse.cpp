// SPDX-License-Identifier: GPL-3.0-or-later
// A rule as a policy spells it, flock-policy(5).

#include <re2/re2.h>

#include <flock/base/error.hpp>
#include <flock/policy/rule.hpp>
#include <flock/policy/rule_names.hpp>

namespace flk {
namespace {

constexpr std::int64_t kMaxCharacters = 1'000'000;
// A replacement may come many times in one value; this bounds the growth.
constexpr std::size_t kMaxReplacement = 256;

class RuleParser {
 public:
  RuleParser(const PolicySource& source, const JsonValue& value,
             const std::string& path)
      : source_(source), value_(value), path_(path) {}

  Rule rule() {
    if (!value_.is_string() && value_.type() != JsonType::object) {
      source_.fail(value_,
                   path_ + " is neither an action nor an object nor a list");
    }
    const auto name = value_.is_string() ? value_ : required(value_, "action");
    const auto action = parse_name<RuleAction>(kActionNames, name.decoded());
    if (!action) {
      source_.fail(name, path_ + ": unknown action " + quoted(name.decoded()),
                   "the actions are " + listed(kActionNames));
    }
    rule_.action = *action;
    parameters();
    if (const auto why = value_.find("why")) {
      rule_.why = source_.expect_text(*why, path_ + ".why");
    }
    if (const auto when = value_.find("when")) condition(*when);
    return std::move(rule_);
  }

 private:
  void parameters() {
    switch (rule_.action) {
      case RuleAction::truncate:
        expect({"action", "why", "when", "characters"});
        return characters();
      case RuleAction::generalize:
        expect({"action", "why", "when", "to"});
        return generalization();
      case RuleAction::replace:
        expect({"action", "why", "when", "pattern", "with"});
        return replacement();
      case RuleAction::pseudonym:
        expect({"action", "why", "when", "domain", "rotate"});
        return pseudonym();
      default:
        return expect({"action", "why", "when"});
    }
  }

  void expect(std::initializer_list<std::string_view> known) {
    if (!value_.is_string()) source_.expect_object(value_, path_, known);
  }

  JsonValue required(const JsonValue& object, std::string_view key) {
    const auto found = object.find(key);
    if (!found) {
      source_.fail(object,
                   path_ + " lacks its member '" + std::string(key) + "'");
    }
    return *found;
  }

  void characters() {
    const auto value = required(value_, "characters");
    const auto number = value.integer();
    if (!number || *number < 1 || *number > kMaxCharacters) {
      source_.fail(value, path_ + ".characters is no number from 1 to " +
                              std::to_string(kMaxCharacters));
    }
    rule_.characters = static_cast<std::size_t>(*number);
  }

  void generalization() {
    const auto value = required(value_, "to");
    const auto to =
        parse_name<Generalization>(kGeneralizationNames, value.decoded());
    if (!to) {
      source_.fail(
          value, path_ + ".to is no generalization: " + quoted(value.decoded()),
          "the generalizations are " + listed(kGeneralizationNames));
    }
    rule_.to = *to;
  }

  void replacement() {
    const auto pattern = required(value_, "pattern");
    const auto with = required(value_, "with");
    rule_.pattern = source_.expect_text(pattern, path_ + ".pattern");
    rule_.with = with.decoded();
    RE2::Options options;
    options.set_log_errors(false);
    const RE2 compiled{rule_.pattern, options};
    std::string error;
    if (!compiled.ok()) {
      source_.fail(pattern, path_ + ".pattern: " + compiled.error());
    }
    if (RE2::FullMatch("", compiled)) {
      source_.fail(pattern, path_ + ".pattern matches the empty text");
    }
    if (!with.is_string() || rule_.with.size() > kMaxReplacement) {
      source_.fail(with, path_ + ".with is no text of at most " +
                             std::to_string(kMaxReplacement) + " bytes");
    }
    if (!compiled.CheckRewriteString(rule_.with, &error)) {
      source_.fail(with, path_ + ".with: " + error);
    }
  }

  void pseudonym() {
    if (const auto value = value_.find("domain")) {
      rule_.domain = source_.expect_text(*value, path_ + ".domain");
    }
    if (const auto value = value_.find("rotate")) {
      if (!value->equals("monthly")) {
        source_.fail(*value, path_ + ".rotate is not monthly");
      }
      rule_.monthly = true;
    }
  }

  void condition(const JsonValue& when) {
    source_.expect_object(when, path_ + ".when",
                          {"column", "equals", "matches"});
    RuleCondition condition;
    condition.column =
        source_.expect_text(required(when, "column"), path_ + ".when.column");
    const auto equals = when.find("equals");
    const auto matches = when.find("matches");
    if (equals.has_value() == matches.has_value()) {
      source_.fail(when, path_ + ".when has not one of equals and matches");
    }
    if (equals && !equals->is_string()) {
      source_.fail(*equals, path_ + ".when.equals is no text");
    }
    if (equals) condition.equals = equals->decoded();
    if (matches) condition.pattern = pattern_of(*matches);
    rule_.when = std::move(condition);
  }

  std::string pattern_of(const JsonValue& value) {
    auto pattern = source_.expect_text(value, path_ + ".when.matches");
    RE2::Options options;
    options.set_log_errors(false);
    const RE2 compiled{pattern, options};
    if (!compiled.ok()) {
      source_.fail(value, path_ + ".when.matches: " + compiled.error());
    }
    return pattern;
  }

  const PolicySource& source_;
  const JsonValue& value_;
  const std::string& path_;
  Rule rule_;
};

}  // namespace

Rule parse_rule(const PolicySource& source, const JsonValue& value,
                const std::string& path) {
  if (value.type() != JsonType::array) {
    return RuleParser{source, value, path}.rule();
  }
  std::vector<Rule> cases;
  for (const auto element : value.elements()) {
    if (!cases.empty() && !cases.back().when) {
      source.fail(element, path + ": the rule before it always applies");
    }
    cases.push_back(RuleParser{source, element, path}.rule());
  }
  if (cases.empty()) source.fail(value, path + " is an empty list");
  Rule rule = std::move(cases.front());
  rule.otherwise.assign(std::make_move_iterator(cases.begin() + 1),
                        std::make_move_iterator(cases.end()));
  return rule;
}

}  // namespace flk
