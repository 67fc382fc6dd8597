// SPDX-License-Identifier: GPL-3.0-or-later
// Tables of ours as SQLite's virtual tables (sqlite.org/vtab.html), which can
// be read and nothing else.

#pragma once

#include <flock/collect/query_tables.hpp>

struct sqlite3;

namespace flk {

// One table for one connection.
struct AttachedTable {
  const Table* table;
  QueryTables* tables;
};

// Makes the table known under its name; `attached` must outlive `db`, which has
// no authorizer yet. Throws Error (try_again).
void attach_table(sqlite3* db, AttachedTable& attached);

}  // namespace flk
