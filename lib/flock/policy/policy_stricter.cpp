// SPDX-License-Identifier: GPL-3.0-or-later
// Whether rules changed only to let less through: flock-policy(5), CONSENT.

#include <algorithm>

#include <flock/policy/policy.hpp>
#include <flock/policy/rule.hpp>

namespace flk {
namespace {

// The members that rules_of() writes; nullopt where there is any other.
struct Rules {
  JsonValue columns;
  JsonValue members;
  std::optional<JsonValue> others;

  // What happens to `column`; nullopt where it does not pass.
  std::optional<JsonValue> rule_of(const JsonValue& column) const {
    const auto named = columns.find(column.decoded());
    return named ? named : others;
  }
};

std::optional<Rules> rules_in(const JsonValue& value) {
  const auto columns = value.find("columns");
  const auto members = value.find("members");
  const auto others = value.find("default");
  if (!columns || !members) return std::nullopt;
  std::size_t count = 0;
  for ([[maybe_unused]] const auto member : value.members()) ++count;
  if (count != (others ? 3 : 2)) return std::nullopt;
  return Rules{*columns, *members, others};
}

bool has_element(const JsonValue& list, const JsonValue& text) {
  for (const auto element : list.elements()) {
    if (element.raw() == text.raw()) return true;
  }
  return false;
}

KeptBefore kept_by(const Rules& rules) {
  KeptBefore kept;
  for (const auto column : rules.columns.members()) {
    if (always_keeps(column.value)) {
      kept.columns.push_back(column.key.decoded());
    }
  }
  for (const auto member : rules.members.elements()) {
    kept.time |= member.equals(kTimeMember);
  }
  return kept;
}

bool passes_no_more(const Rules& before, const Rules& now,
                    const JsonValue& column, const KeptBefore& kept) {
  const auto is = now.rule_of(column);
  if (!is) return true;
  const auto was = before.rule_of(column);
  return was && rule_is_stricter(*was, *is, kept);
}

bool only_stricter_rules(const Rules& before, const Rules& now) {
  const auto kept = kept_by(before);
  for (const auto column : now.columns.members()) {
    if (!passes_no_more(before, now, column.key, kept)) return false;
  }
  // Those that are not named any more pass as the default says.
  for (const auto column : before.columns.members()) {
    if (!passes_no_more(before, now, column.key, kept)) return false;
  }
  if (now.others &&
      !(before.others && rule_is_stricter(*before.others, *now.others, kept))) {
    return false;
  }
  for (const auto member : now.members.elements()) {
    if (!has_element(before.members, member)) return false;
  }
  return true;
}

}  // namespace

bool Policy::only_stricter(std::string_view before, std::string_view now) {
  if (before == now || now == "{}") return true;
  JsonParser before_parser;
  JsonParser now_parser;
  const auto was = before_parser.parse(before);
  const auto is = now_parser.parse(now);
  if (!was || !is) return false;
  const auto rules_before = rules_in(*was);
  const auto rules_now = rules_in(*is);
  return rules_before && rules_now &&
         only_stricter_rules(*rules_before, *rules_now);
}

}  // namespace flk
