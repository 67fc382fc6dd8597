// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/policy/rule.hpp>

#include <re2/re2.h>

#include <array>
#include <optional>

#include <flock/base/error.hpp>
#include <flock/base/json_text.hpp>
#include <flock/record/canonical.hpp>

namespace flk {
namespace {

// In the order of the enumerators.
constexpr std::array<std::string_view, 8> kActions{
    "keep",       "drop",    "mask",      "truncate",
    "generalize", "replace", "pseudonym", "seal"};
constexpr std::array<std::string_view, 8> kGeneralizations{
    "minor", "major", "day", "month", "home", "command", "prefix", "domain"};

constexpr std::int64_t kMaxCharacters = 1'000'000;
// A replacement may come many times in one value; this bounds the growth.
constexpr std::size_t kMaxReplacement = 256;

template <typename Enum, std::size_t size>
std::optional<Enum> parse_name(const std::array<std::string_view, size>& names,
                               std::string_view name) {
  for (std::size_t i = 0; i < size; ++i) {
    if (names[i] == name) return static_cast<Enum>(i);
  }
  return std::nullopt;
}

template <std::size_t size>
std::string listed(const std::array<std::string_view, size>& names) {
  std::string out;
  for (const auto name : names) {
    if (!out.empty()) out += ", ";
    out += name;
  }
  return out;
}

class RuleParser {
 public:
  RuleParser(const PolicySource& source, const JsonValue& value,
             const std::string& path)
      : source_(source), value_(value), path_(path) {}

  Rule rule() {
    if (!value_.is_string() && value_.type() != JsonType::object) {
      source_.fail(value_, path_ + " is neither an action nor an object");
    }
    const auto name = value_.is_string() ? value_ : required("action");
    const auto action = parse_name<RuleAction>(kActions, name.decoded());
    if (!action) {
      source_.fail(name, path_ + ": unknown action " + quoted(name.decoded()),
                   "the actions are " + listed(kActions));
    }
    rule_.action = *action;
    parameters();
    if (const auto why = value_.find("why")) {
      rule_.why = source_.expect_text(*why, path_ + ".why");
    }
    return std::move(rule_);
  }

 private:
  void parameters() {
    switch (rule_.action) {
      case RuleAction::truncate:
        expect({"action", "why", "characters"});
        return characters();
      case RuleAction::generalize:
        expect({"action", "why", "to"});
        return generalization();
      case RuleAction::replace:
        expect({"action", "why", "pattern", "with"});
        return replacement();
      case RuleAction::pseudonym:
        expect({"action", "why", "domain"});
        return domain();
      default:
        return expect({"action", "why"});
    }
  }

  void expect(std::initializer_list<std::string_view> known) {
    if (!value_.is_string()) source_.expect_object(value_, path_, known);
  }

  JsonValue required(std::string_view key) {
    const auto found = value_.find(key);
    if (!found) {
      source_.fail(value_,
                   path_ + " lacks its member '" + std::string(key) + "'");
    }
    return *found;
  }

  void characters() {
    const auto value = required("characters");
    const auto number = value.integer();
    if (!number || *number < 1 || *number > kMaxCharacters) {
      source_.fail(value, path_ + ".characters is no number from 1 to " +
                              std::to_string(kMaxCharacters));
    }
    rule_.characters = static_cast<std::size_t>(*number);
  }

  void generalization() {
    const auto value = required("to");
    const auto to =
        parse_name<Generalization>(kGeneralizations, value.decoded());
    if (!to) {
      source_.fail(
          value, path_ + ".to is no generalization: " + quoted(value.decoded()),
          "the generalizations are " + listed(kGeneralizations));
    }
    rule_.to = *to;
  }

  void replacement() {
    const auto pattern = required("pattern");
    const auto with = required("with");
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

  void domain() {
    if (const auto value = value_.find("domain")) {
      rule_.domain = source_.expect_text(*value, path_ + ".domain");
    }
  }

  const PolicySource& source_;
  const JsonValue& value_;
  const std::string& path_;
  Rule rule_;
};

// Whether `now` is coarser than `before`, both names of generalizations.
bool is_coarser(const JsonValue& before, const JsonValue& now) {
  return (before.equals("minor") && now.equals("major")) ||
         (before.equals("day") && now.equals("month")) ||
         (before.equals("home") && now.equals("command"));
}

bool is_shorter(const JsonValue& before, const JsonValue& now) {
  const auto longer = before.integer();
  const auto shorter = now.integer();
  return longer && shorter && *shorter < *longer;
}

}  // namespace

std::string_view name_of(RuleAction action) {
  return kActions[static_cast<std::size_t>(action)];
}

std::string_view name_of(Generalization to) {
  return kGeneralizations[static_cast<std::size_t>(to)];
}

Rule parse_rule(const PolicySource& source, const JsonValue& value,
                const std::string& path) {
  return RuleParser{source, value, path}.rule();
}

std::string canonical_rule(const Rule& rule, const RuleBinding& extra) {
  CanonicalObject object;
  object.add("action", json_string(name_of(rule.action)));
  if (rule.action == RuleAction::truncate) {
    object.add("characters", std::to_string(rule.characters));
  } else if (rule.action == RuleAction::generalize) {
    object.add("to", json_string(name_of(rule.to)));
  } else if (rule.action == RuleAction::replace) {
    object.add("pattern", json_string(rule.pattern));
    object.add("with", json_string(rule.with));
  } else if (rule.action == RuleAction::pseudonym) {
    object.add("domain", json_string(rule.domain));
  }
  if (!extra.key.empty()) object.add(extra.key, extra.value);
  std::string out;
  object.append_to(out);
  return out;
}

bool rule_is_stricter(const JsonValue& before, const JsonValue& now) {
  if (before.raw() == now.raw()) return true;
  const auto was = before.find("action");
  const auto is = now.find("action");
  if (!was || !is) return false;
  if (is->equals(name_of(RuleAction::drop))) return true;
  if (was->equals(name_of(RuleAction::keep))) {
    return parse_name<RuleAction>(kActions, is->decoded()).has_value() &&
           !is->equals(name_of(RuleAction::replace));
  }
  if (was->decoded() != is->decoded()) return false;
  const auto compare = [&](std::string_view key, auto&& stricter) {
    const auto a = before.find(key);
    const auto b = now.find(key);
    return a && b && stricter(*a, *b);
  };
  if (is->equals(name_of(RuleAction::truncate))) {
    return compare("characters", is_shorter);
  }
  return is->equals(name_of(RuleAction::generalize)) &&
         compare("to", is_coarser);
}

}  // namespace flk
