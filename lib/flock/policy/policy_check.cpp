// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/policy/policy_check.hpp>

#include <algorithm>
#include <array>
#include <set>

#include <flock/base/error.hpp>
#include <flock/policy/policy_personal.hpp>
#include <flock/policy/policy_tables.hpp>
#include <flock/policy/rule_replace.hpp>

namespace flk {
namespace {

// Texts such as a column has that holds `what`.
std::vector<std::string> samples_of(std::string_view what) {
  const auto is = [&](std::string_view word) {
    return what.find(word) != std::string_view::npos;
  };
  if (is("path")) return {"/home/ann/x", "/home/ann"};
  if (is("URL")) return {"https://ann:hunter2@example.com/x?user=ann"};
  if (is("command line")) return {"curl -u ann:hunter2 https://example.com"};
  return {"ann", "Ann-7F12", "ann@example.com"};
}

// Whether the pattern finds nothing in one of the texts, so that it passes.
bool leaves_any(const Rule& rule, std::string_view what) {
  const Replacement replacement{rule.pattern, rule.with, 1000};
  const auto samples = samples_of(what);
  return std::any_of(samples.begin(), samples.end(), [&](const auto& text) {
    std::string out;
    replacement.append(out, text);
    return out == text;
  });
}

// How a column that holds `what` is still to be read; empty where it is not.
std::string shown_by(const Rule& rule, std::string_view what) {
  constexpr std::size_t kShort = 32;  // what is longer hides next to nothing
  if (rule.action == RuleAction::keep) return "is kept in clear";
  if (rule.action == RuleAction::truncate && rule.characters > kShort) {
    return "is cut only behind " + std::to_string(rule.characters) +
           " characters";
  }
  // One that has a condition is for texts that these need not be like.
  if (rule.action == RuleAction::replace && !rule.when &&
      leaves_any(rule, what)) {
    return "is replaced by a pattern that leaves much as it is";
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
    if (rule == nullptr && rules.others) rule = &*rules.others;
    const auto what = personal_content(column);
    if (rule == nullptr || what.empty()) return;
    for (const auto* one : cases_of(*rule)) {
      const auto how = shown_by(*one, what);
      if (how.empty()) continue;
      return add(rules.name, column.name,
                 how + " and holds " + std::string(what));
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
  for (const auto& twig : catalogue.twigs()) check.check(twig);
  check.check_unknown(catalogue);
  return check.findings();
}

}  // namespace flk
