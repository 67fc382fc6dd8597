// SPDX-License-Identifier: GPL-3.0-or-later
// What columns an osquery query gives, told without osquery: SQLite, which
// osquery is made of, prepares it against empty tables of osquery's schema
// (policy_tables.txt). Nothing is run.

#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

struct sqlite3;

namespace flk {

// A column of a query's result, and the column of a table that it is as it
// stands; that is empty for an expression.
struct QueryColumn {
  std::string name;
  std::string table;
  std::string column;
  // Of an expression: the columns that the query reads, any of which may be in
  // it. Queries put together by UNION and the like have expressions alone.
  std::vector<std::pair<std::string, std::string>> read;
};

class OsqueryTables {
 public:
  // `platform` is linux or darwin.
  explicit OsqueryTables(std::string_view platform);

  // The columns of `sql`; empty with `error` where it cannot be prepared (an
  // unknown table, column or function).
  std::vector<QueryColumn> columns_of(const std::string& sql,
                                      std::string& error) const;

 private:
  using Database = std::unique_ptr<sqlite3, int (*)(sqlite3*)>;

  Database plain_;   // for *, which leaves hidden columns out
  Database hidden_;  // for queries that name one
};

}  // namespace flk
