// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/policy/rule.hpp>

#include <algorithm>

#include <flock/base/error.hpp>
#include <flock/base/json_text.hpp>
#include <flock/policy/rule_names.hpp>
#include <flock/record/canonical.hpp>

namespace flk {
namespace {

std::string canonical_condition(const RuleCondition& when) {
  CanonicalObject object;
  object.add("column", json_string(when.column));
  if (when.pattern.empty()) {
    object.add("equals", json_string(when.equals));
  } else {
    object.add("matches", json_string(when.pattern));
  }
  std::string out;
  object.append_to(out);
  return out;
}

void append_case(std::string& out, const Rule& rule,
                 const BindingOf& binding_of) {
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
    if (rule.monthly) object.add("rotate", "\"monthly\"");
  }
  if (rule.when) object.add("when", canonical_condition(*rule.when));
  if (binding_of) {
    const auto binding = binding_of(rule);
    if (!binding.key.empty()) object.add(binding.key, binding.value);
  }
  object.append_to(out);
}

// Whether `now` is coarser than `before`, both names of generalizations.
// `command` is not than `home`, which takes words behind a name for part of it.
bool is_coarser(const JsonValue& before, const JsonValue& now) {
  return (before.equals("minor") && now.equals("major")) ||
         (before.equals("day") && now.equals("month"));
}

bool is_shorter(const JsonValue& before, const JsonValue& now) {
  const auto longer = before.integer();
  const auto shorter = now.integer();
  return longer && shorter && *shorter < *longer;
}

std::vector<JsonValue> cases_in(const JsonValue& rule) {
  if (rule.type() != JsonType::array) return {rule};
  std::vector<JsonValue> cases;
  for (const auto element : rule.elements()) cases.push_back(element);
  return cases;
}

std::string_view text_of(const std::optional<JsonValue>& value) {
  return value ? value->raw() : std::string_view();
}

// Whether the members of both but those of conditions are the same.
bool does_the_same(const JsonValue& before, const JsonValue& now) {
  const auto covers = [](const JsonValue& a, const JsonValue& b) {
    for (const auto member : a.members()) {
      const auto key = member.key.decoded();
      if (key != "when" && text_of(b.find(key)) != member.value.raw()) {
        return false;
      }
    }
    return true;
  };
  return covers(before, now) && covers(now, before);
}

// Of a rule that is not `keep` any more: whether it tells only of the value.
bool tells_the_value_alone(const JsonValue& now, const KeptBefore& kept) {
  const auto action = now.find("action")->decoded();
  return parse_name<RuleAction>(kActionNames, action).has_value() &&
         action != name_of(RuleAction::replace) &&
         (kept.time || !now.find("rotate"));
}

bool case_is_stricter(const JsonValue& before, const JsonValue& now,
                      const KeptBefore& kept) {
  const auto was = before.find("action");
  const auto is = now.find("action");
  if (!was || !is) return false;
  if (is->equals(name_of(RuleAction::drop))) return true;
  // Null stays null under all but drop, and all else is masked alike.
  const bool passed = !was->equals(name_of(RuleAction::drop));
  if (passed && is->equals(name_of(RuleAction::mask))) return true;
  if (does_the_same(before, now)) return true;
  if (was->equals(name_of(RuleAction::keep))) {
    return tells_the_value_alone(now, kept);
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

// Whether everybody who had the rows can tell which of the cases applies.
bool conditions_show(const std::vector<JsonValue>& cases,
                     const KeptBefore& kept) {
  return std::all_of(cases.begin(), cases.end(), [&](const JsonValue& rule) {
    const auto when = rule.find("when");
    if (!when) return true;
    const auto column = when->find("column");
    return column && std::find(kept.columns.begin(), kept.columns.end(),
                               column->decoded()) != kept.columns.end();
  });
}

bool has_the_same_conditions(const std::vector<JsonValue>& before,
                             const std::vector<JsonValue>& now) {
  return std::equal(before.begin(), before.end(), now.begin(), now.end(),
                    [](const JsonValue& a, const JsonValue& b) {
                      return text_of(a.find("when")) == text_of(b.find("when"));
                    });
}

bool all_drop(const std::vector<JsonValue>& cases) {
  return std::all_of(cases.begin(), cases.end(), [](const JsonValue& rule) {
    const auto action = rule.find("action");
    return action && action->equals(name_of(RuleAction::drop));
  });
}

bool each_is_stricter(const std::vector<JsonValue>& before,
                      const std::vector<JsonValue>& now,
                      const KeptBefore& kept) {
  for (const auto& was : before) {
    for (const auto& is : now) {
      if (!case_is_stricter(was, is, kept)) return false;
    }
  }
  return true;
}

std::string case_summary(const Rule& rule) {
  std::string text(name_of(rule.action));
  if (rule.action == RuleAction::truncate) {
    text += " to " + std::to_string(rule.characters);
  } else if (rule.action == RuleAction::generalize) {
    text += " to " + std::string(name_of(rule.to));
  } else if (rule.monthly) {
    text += ", another each month";
  }
  if (!rule.when) return text;
  const bool equals = rule.when->pattern.empty();
  return text + " when " + rule.when->column + (equals ? " is " : " matches ") +
         quoted(equals ? rule.when->equals : rule.when->pattern);
}

}  // namespace

std::string_view name_of(RuleAction action) {
  return kActionNames[static_cast<std::size_t>(action)];
}

std::string_view name_of(Generalization to) {
  return kGeneralizationNames[static_cast<std::size_t>(to)];
}

std::vector<const Rule*> cases_of(const Rule& rule) {
  std::vector<const Rule*> cases{&rule};
  for (const auto& other : rule.otherwise) cases.push_back(&other);
  return cases;
}

std::string summary_of(const Rule& rule) {
  std::string text;
  const Rule* last = nullptr;
  for (const auto* one : cases_of(rule)) {
    if (last != nullptr) text += ", else ";
    text += case_summary(*one);
    last = one;
  }
  return last->when ? text + ", else drop" : text;
}

std::string canonical_rule(const Rule& rule, const BindingOf& binding_of) {
  std::string out;
  const bool is_list = rule.when || !rule.otherwise.empty();
  if (is_list) out += '[';
  for (const auto* one : cases_of(rule)) {
    if (one != &rule) out += ',';
    append_case(out, *one, binding_of);
  }
  if (is_list) out += ']';
  return out;
}

bool always_keeps(const JsonValue& rule) {
  const auto action = rule.find("action");  // a list has no members
  return action && action->equals(name_of(RuleAction::keep)) &&
         !rule.find("when");
}

bool rule_is_stricter(const JsonValue& before, const JsonValue& now,
                      const KeptBefore& kept) {
  if (before.raw() == now.raw()) return true;
  const auto was = cases_in(before);
  const auto is = cases_in(now);
  if (was.empty() || is.empty()) return false;
  if (all_drop(is)) return true;
  if (!conditions_show(was, kept) || !conditions_show(is, kept)) return false;
  if (has_the_same_conditions(was, is)) {
    return std::equal(was.begin(), was.end(), is.begin(),
                      [&](const JsonValue& a, const JsonValue& b) {
                        return case_is_stricter(a, b, kept);
                      });
  }
  // Where no case held, nothing passed.
  return !was.back().find("when") && each_is_stricter(was, is, kept);
}

}  // namespace flk
