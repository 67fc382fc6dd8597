// SPDX-License-Identifier: GPL-3.0-or-later
// What a twig's rows were when they were last delivered: what differences are
// against (base/TWIG.json, flock-ledger(5)).

#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <flock/base/clock.hpp>

namespace flk {

struct Baseline {
  std::uint64_t epoch = 0;
  std::uint64_t counter = 0;   // of the last run in this epoch
  Milliseconds last_run{0};    // 0: never
  std::uint64_t position = 0;  // of the last pending row that is in here
  // What the rows were made under and for; a change begins a new epoch.
  struct Origin {
    std::string ledger;  // its id
    std::string rules;   // Policy::rules_hash()
    std::string engine;
    std::uint64_t consent_line = 0;
    // Whom the rows were for: another user, or gateway, has none of them.
    std::string user;
    std::string gateway;
    bool operator==(const Origin&) const = default;
  };
  Origin origin;
  // No run in this epoch yet: the next one gives all rows, with counter 0.
  bool fresh = true;
  std::multiset<std::string> rows;  // each the JSON text of `columns`

  // Begins a new epoch. `pending_position` is behind the twig's rows that were
  // given out and not yet applied (they never will be), 0 where there are none.
  void begin_epoch(std::uint64_t pending_position);

  // An empty one where there is no file. Throws Error (config) where it cannot
  // be understood.
  static Baseline load(const std::string& directory, std::string_view twig);
  void save(const std::string& directory, std::string_view twig) const;
};

// What changed from one run to the next, as osqueryd sees it: equal rows count
// as often as they come.
struct Difference {
  std::vector<std::string> removed;
  std::vector<std::string> added;
};
Difference difference(const std::multiset<std::string>& before,
                      const std::multiset<std::string>& now);

}  // namespace flk
