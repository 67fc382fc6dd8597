// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/policy/policy_check.hpp>

#include <algorithm>
#include <array>
#include <set>

#include <flock/policy/policy_personal.hpp>
#include <flock/policy/policy_tables.hpp>

namespace flk {
namespace {

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

  void check_personal(const Policy::Twig& rules, const QueryColumn& column) {
    const auto* rule = rules.find(column.name);
    if (rule == nullptr || !keeps(*rule)) return;
    const auto what = personal_content(column);
    if (!what.empty()) {
      add(rules.name, column.name,
          "is kept in clear and holds " + std::string(what));
    }
  }

  static bool keeps(const Rule& rule) {
    const auto cases = cases_of(rule);
    return std::any_of(cases.begin(), cases.end(), [](const Rule* one) {
      return one->action == RuleAction::keep;
    });
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
