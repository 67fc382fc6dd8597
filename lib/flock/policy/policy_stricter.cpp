// SPDX-License-Identifier: GPL-3.0-or-later
// Whether rules changed only to let less through: flock-policy(5), CONSENT.

#include <algorithm>

#include <flock/policy/policy.hpp>
#include <flock/policy/rule.hpp>

namespace flk {
namespace {

// The two members that rules_of() writes; nullopt where there is any other.
struct Rules {
  JsonValue columns;
  JsonValue members;
};

std::optional<Rules> rules_in(const JsonValue& value) {
  const auto columns = value.find("columns");
  const auto members = value.find("members");
  if (!columns || !members) return std::nullopt;
  std::size_t count = 0;
  for ([[maybe_unused]] const auto member : value.members()) ++count;
  if (count != 2) return std::nullopt;
  return Rules{*columns, *members};
}

bool has_element(const JsonValue& list, const JsonValue& text) {
  for (const auto element : list.elements()) {
    if (element.raw() == text.raw()) return true;
  }
  return false;
}

bool only_stricter_rules(const Rules& before, const Rules& now) {
  for (const auto column : now.columns.members()) {
    const auto was = before.columns.find(column.key.decoded());
    if (!was || !rule_is_stricter(*was, column.value)) return false;
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
