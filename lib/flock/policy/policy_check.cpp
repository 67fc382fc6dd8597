// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/policy/policy_check.hpp>

#include <algorithm>
#include <array>
#include <set>

#include <flock/base/error.hpp>
#include <flock/base/json_text.hpp>
#include <flock/policy/policy_personal.hpp>
#include <flock/policy/policy_tables.hpp>
#include <flock/policy/rule_action.hpp>
#include <flock/policy/rule_condition.hpp>

namespace flk {
namespace {

// Whether the condition of `rule` for `column` holds where that column's text
// is `text`; what other columns have is not known, so it may.
bool may_apply(const Rule& rule, const std::string& column,
               std::string_view text) {
  if (!rule.when || rule.when->column != column) return true;
  JsonParser parser;
  const auto row = "{" + json_string(column) + ":" + json_string(text) + "}";
  BoundCondition condition{*rule.when};
  condition.look_at(*parser.parse(row));
  return condition.holds();
}

// What `action` makes of `text`.
std::string applied(ValueAction& action, std::string_view text) {
  JsonParser parser;
  const auto json = json_string(text);
  std::string out;
  action.apply(*parser.parse(json), text, {}, out);
  return out;
}

bool shows_parts(RuleAction action) {
  return action == RuleAction::truncate || action == RuleAction::generalize ||
         action == RuleAction::replace;
}

// How `rule` of `column`, which holds `what`, leaves it to be read; empty where
// it does not.
std::string shown_by(const Rule& rule, const std::string& column,
                     std::string_view what) {
  constexpr std::size_t kMaxBytes = 1000;
  if (rule.action == RuleAction::keep) return "is kept in clear";
  if (!shows_parts(rule.action)) return {};
  const auto action = bind_rule(rule, {}, kMaxBytes);
  for (const auto& sample : samples_of(what)) {
    if (!may_apply(rule, column, sample.text)) continue;
    const auto left = applied(*action, sample.text);
    if (left.find(sample.secret) == std::string::npos) continue;
    Rule alone = rule;
    alone.otherwise.clear();
    alone.when.reset();
    return "shows after '" + summary_of(alone) + "' " + quoted(left) + " of " +
           quoted(sample.text);
  }
  return {};
}

class PolicyCheck {
 public:
  explicit PolicyCheck(const Policy& policy) : policy_(policy) {}

  void check(const Twig& twig) {
    const auto* rules = policy_.find(twig.id);
    if (rules == nullptr) {
      add(twig.id, "", "the policy does not name it, so nothing of it leaves");
      return;
    }
    std::set<std::string> columns;
    std::set<std::string> said;
    for (std::size_t i = 0; i < kPlatforms.size(); ++i) {
      if (!twig.runs_on(kPlatforms[i])) continue;
      std::string error;
      const auto found = tables_[i].columns_of(twig.sql, error);
      if (found.empty()) {
        add(twig.id, "", "its columns cannot be told: " + error);
        return;
      }
      for (const auto& column : found) {
        columns.insert(column.name);
        if (said.insert(column.name).second) check_personal(*rules, column);
      }
    }
    compare(*rules, columns);
    for (const auto& column : rules->columns) {
      check_conditions(rules->name, column.name, column.rule, columns);
    }
    if (rules->others) {
      check_conditions(rules->name, "default", *rules->others, columns);
    }
  }

  void check_members() {
    for (const auto& member : policy_.members()) {
      const auto what = personal_member(member);
      if (what.empty()) continue;
      add("members", member, "is kept in clear and holds " + std::string(what));
    }
  }

  void check_unknown(const Catalogue& catalogue) {
    for (const auto& twig : policy_.twigs()) {
      if (catalogue.find(twig.name) == nullptr) {
        add(twig.name, "", "the catalogue does not have it");
      }
    }
  }

  std::vector<PolicyFinding> findings() { return std::move(findings_); }

 private:
  static constexpr std::array<std::string_view, 2> kPlatforms{"linux",
                                                              "darwin"};

  void compare(const Policy::Twig& rules,
               const std::set<std::string>& columns) {
    for (const auto& column : columns) {
      if (rules.find(column) == nullptr && !rules.others) {
        add(rules.name, column, "no rule names it, so it does not leave");
      }
    }
    for (const auto& column : rules.columns) {
      if (!columns.contains(column.name)) {
        add(rules.name, column.name, "the query has no such column");
      }
    }
  }

  void check_conditions(const std::string& twig, const std::string& column,
                        const Rule& rule,
                        const std::set<std::string>& columns) {
    for (const auto* one : cases_of(rule)) {
      if (one->when && !columns.contains(one->when->column)) {
        add(twig, column,
            "a condition is on " + quoted(one->when->column) +
                ", and the query has no such column");
      }
    }
  }

  void check_personal(const Policy::Twig& rules, const QueryColumn& column) {
    const auto* rule = rules.find(column.name);
    const auto what = personal_content(column);
    if (rule == nullptr || what.empty()) return;
    for (const auto* one : cases_of(*rule)) {
      const auto how = shown_by(*one, column.name, what);
      if (how.empty()) continue;
      // What an expression makes of what the query reads cannot be told.
      const bool expression = column.column.empty();
      return add(rules.name, column.name,
                 how + (expression ? " and may hold " : " and holds ") +
                     std::string(what));
    }
  }

  void add(const std::string& twig, const std::string& column,
           const std::string& problem) {
    findings_.push_back({twig, column, problem});
  }

  const Policy& policy_;
  std::array<OsqueryTables, 2> tables_{OsqueryTables{kPlatforms[0]},
                                       OsqueryTables{kPlatforms[1]}};
  std::vector<PolicyFinding> findings_;
};

}  // namespace

std::vector<PolicyFinding> check_policy(const Policy& policy,
                                        const Catalogue& catalogue) {
  PolicyCheck check{policy};
  check.check_members();
  for (const auto& twig : catalogue.twigs()) check.check(twig);
  check.check_unknown(catalogue);
  return check.findings();
}

}  // namespace flk
