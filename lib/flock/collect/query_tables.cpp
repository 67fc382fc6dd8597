// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/collect/query_tables.hpp>

namespace flk {

const KeptRows::Places& KeptRows::with_number(std::size_t column,
                                              std::int64_t number) {
  const auto [entry, is_new] = indexes_.try_emplace(column);
  auto& index = entry->second;
  for (std::uint32_t row = 0; is_new && row < rows.size(); ++row) {
    const auto* key = rows.at(row, column).number();
    if (key == nullptr) continue;
    index[*key].push_back(row);
    budget_.take(2 * sizeof(std::int64_t));
  }
  static const Places kNone;
  const auto found = index.find(number);
  return found == index.end() ? kNone : found->second;
}

KeptRows& QueryTables::rows_of(const Table& table,
                               std::optional<std::int64_t> wanted) {
  const auto [entry, is_new] =
      kept_.try_emplace(Key{&table, wanted}, table, budget_);
  if (is_new) {
    const TableContext context{machine_, budget_, wanted};
    table.generate(context, entry->second.rows);
  }
  return entry->second;
}

}  // namespace flk
