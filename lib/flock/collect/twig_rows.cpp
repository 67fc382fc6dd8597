// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/collect/twig_rows.hpp>

#include <algorithm>

#include <flock/collect/result_record.hpp>

namespace flk {

TwigRows rows_of(QueryEngine& engine, const Twig& twig, const Terms& terms,
                 const PerUserConsent& per_user) {
  const auto result = engine.query(twig.sql);
  if (!result.ok()) return {{}, result.failure};
  const auto uid =
      std::find(result.columns.begin(), result.columns.end(), "uid");
  if (twig.per_user && uid == result.columns.end() && !result.rows.empty()) {
    return {{}, "its rows belong to accounts, but have no column uid"};
  }
  const auto at = static_cast<std::size_t>(uid - result.columns.begin());
  TwigRows now;
  for (const auto& values : result.rows) {
    if (twig.per_user && !per_user.covers(values[at], twig.id, terms)) continue;
    now.rows.insert(columns_text(result.columns, values));
  }
  return now;
}

}  // namespace flk
