// SPDX-License-Identifier: GPL-3.0-or-later
// The tables of one query: each one's rows are made when they are first asked
// for and kept to the query's end, so that a join sees one state of the
// machine and does not read it anew for every row.

#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include <flock/collect/table.hpp>
#include <flock/collect/table_context.hpp>

namespace flk {

// Rows, and which of them have a number in a column.
class KeptRows {
 public:
  using Places = std::vector<std::uint32_t>;

  KeptRows(const Table& table, QueryBudget& budget)
      : rows(table, budget), budget_(budget) {}

  // The rows whose `column` (of numbers) is `number`, in their order. The
  // first call for a column takes time linear in the rows.
  const Places& with_number(std::size_t column, std::int64_t number);

  TableRows rows;

 private:
  using Index = std::unordered_map<std::int64_t, Places>;

  QueryBudget& budget_;
  std::map<std::size_t, Index> indexes_;
};

class QueryTables {
 public:
  // Both must outlive this.
  QueryTables(const Machine& machine, QueryBudget& budget)
      : machine_(machine), budget_(budget) {}

  // Throws QueryStopped.
  KeptRows& rows_of(const Table& table, std::optional<std::int64_t> wanted);

 private:
  using Key = std::pair<const Table*, std::optional<std::int64_t>>;

  const Machine& machine_;
  QueryBudget& budget_;
  std::map<Key, KeptRows> kept_;
};

}  // namespace flk
