// SPDX-License-Identifier: GPL-3.0-or-later
// What a policy says about one column: an action and its parameters,
// flock-policy(5). What carries it out is rule_action.hpp.

#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <flock/policy/policy_source.hpp>

namespace flk {

enum class RuleAction {
  keep,        // the value's bytes
  drop,        // nothing, as if the column were not named
  mask,        // the same text for every value
  truncate,    // the first characters
  generalize,  // what it is a case of
  replace,     // what a pattern matches, replaced
  pseudonym,   // a keyed token, equal for equal values
  seal,        // encrypted to a key that the server does not have
};

// What "generalize" goes to; rule_generalize.hpp.
enum class Generalization {
  minor,     // a version to its first two numbers
  major,     // a version to its first number; coarser than minor
  day,       // a time to its day
  month,     // a time to its month; coarser than day
  home,      // home folders in a text to ~
  command,   // a command line to programs, paths, options; coarser than home
  prefix,    // an IP address to its network, /24 or /48
  domain,    // host names to their domains
  schedule,  // when a job of cron runs; anything else is masked
};

// What stands for a value that must not show, whatever its content and length.
inline constexpr std::string_view kMasked = "***";

// When a rule applies: by the value of a column of the same row, as it came. A
// column that is missing or null meets none.
struct RuleCondition {
  std::string column;
  std::string equals;   // decoded; where `pattern` is empty
  std::string pattern;  // RE2, which is to match somewhere
};

struct Rule {
  RuleAction action = RuleAction::drop;
  std::size_t characters = 0;                 // truncate
  Generalization to = Generalization::major;  // generalize
  std::string pattern;                        // replace: RE2
  std::string with;                           // replace: \1 is a group
  std::string domain;                         // pseudonym; empty: TWIG.COLUMN
  bool monthly = false;                       // pseudonym: rotate
  std::string why;                            // for people
  std::optional<RuleCondition> when;          // else it always applies
  // Where it does not: the first of these that does; none: drop.
  std::vector<Rule> otherwise;
};

std::string_view name_of(RuleAction action);
std::string_view name_of(Generalization to);

// What it does in a few words: "truncate to 8", "keep when path is
// '/etc/crontab', else mask".
std::string summary_of(const Rule& rule);

// `rule` and what it has otherwise, in their order.
std::vector<const Rule*> cases_of(const Rule& rule);

// "keep", {"action":"truncate","characters":8,"why":...}, or a list of such, of
// which the first applies whose condition holds. Throws Error (config) by
// `source`, naming `path` (twigs.os_version.columns.name), where it is no rule,
// or has a member that its action does not take.
Rule parse_rule(const PolicySource& source, const JsonValue& value,
                const std::string& path);

// What an action binds to beside its parameters: a member's key and its
// canonical value; or nothing.
struct RuleBinding {
  std::string key;
  std::string value;
};
using BindingOf = std::function<RuleBinding(const Rule& rule)>;

// The rule as canonical JSON without its why, with what `binding_of` (may be
// empty) says of each case: an object, or a list where it has conditions.
std::string canonical_rule(const Rule& rule, const BindingOf& binding_of = {});

// What passed whole and in clear of every row under the rules before: what
// depends on nothing else tells nothing new.
struct KeptBefore {
  std::vector<std::string> columns;
  bool time = false;  // the record's own
};

// The member that has it in flock-collect's records.
inline constexpr std::string_view kTimeMember = "unixTime";

// Whether canonical_rule() gave `rule` of a column that is always kept.
bool always_keeps(const JsonValue& rule);

// Whether what the rule `now` lets through of a column could be computed from
// what passed before, both as canonical_rule() gives them; what cannot be shown
// is not. Any action to drop, any but drop to mask, keep to any but replace, a
// shorter truncate, a coarser generalize, or the same. Of rules with
// conditions, case by case where the conditions are the same; else each case
// that there is now must be stricter than each that there was; and their
// conditions must be on columns that were kept, since whether one holds shows
// in what it lets through.
bool rule_is_stricter(const JsonValue& before, const JsonValue& now,
                      const KeptBefore& kept);

}  // namespace flk
