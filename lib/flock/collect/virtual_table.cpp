// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/collect/virtual_table.hpp>

#include <sqlite3.h>

#include <exception>
#include <new>
#include <string>

#include <flock/base/error.hpp>

namespace flk {
namespace {

// SQLite allocates neither, it only knows their first members.
struct Connection : sqlite3_vtab {
  AttachedTable attached{};
};

struct Cursor : sqlite3_vtab_cursor {
  KeptRows* kept = nullptr;
  const KeptRows::Places* places = nullptr;  // nullptr: all rows
  std::size_t at = 0;

  std::size_t size() const {
    return places == nullptr ? kept->rows.size() : places->size();
  }
  std::size_t row() const { return places == nullptr ? at : (*places)[at]; }
};

Connection& connection(sqlite3_vtab* table) {
  return *static_cast<Connection*>(table);
}

Cursor& cursor(sqlite3_vtab_cursor* base) {
  return *static_cast<Cursor*>(base);
}

int fail(sqlite3_vtab* table, const char* reason) {
  sqlite3_free(table->zErrMsg);
  table->zErrMsg = sqlite3_mprintf("%s", reason);
  return SQLITE_ERROR;
}

// No exception may pass through SQLite.
template <typename Work>
int guarded(sqlite3_vtab* table, Work work) noexcept {
  try {
    work();
    return SQLITE_OK;
  } catch (const QueryStopped& stopped) {
    return fail(table, stopped.reason.c_str());
  } catch (const std::bad_alloc&) {
    return SQLITE_NOMEM;
  } catch (const std::exception& error) {
    return fail(table, error.what());
  }
}

const char* name_of(ColumnType type) {
  switch (type) {
    case ColumnType::integer:
      return "INTEGER";
    case ColumnType::bigint:
      return "BIGINT";
    case ColumnType::text:
      break;
  }
  return "TEXT";
}

std::string declaration(const Table& table) {
  std::string sql;
  for (const auto& column : table.columns) {
    sql += sql.empty() ? "CREATE TABLE x(" : ", ";
    sql += '"' + std::string(column.name) + "\" " + name_of(column.type);
    if (column.hidden) sql += " HIDDEN";
  }
  return sql + ')';
}

int connect(sqlite3* db, void* attached, int, const char* const*,
            sqlite3_vtab** out, char** reason) {
  const auto& given = *static_cast<AttachedTable*>(attached);
  const int status =
      sqlite3_declare_vtab(db, declaration(*given.table).c_str());
  if (status != SQLITE_OK) {
    *reason = sqlite3_mprintf("%s", sqlite3_errmsg(db));
    return status;
  }
  auto* made = new (std::nothrow) Connection;
  if (made == nullptr) return SQLITE_NOMEM;
  made->attached = given;
  *out = made;
  return SQLITE_OK;
}

int disconnect(sqlite3_vtab* table) {
  delete &connection(table);
  return SQLITE_OK;
}

// The plans: 0 is all rows; 1 + column those with a number in that column.
int best_index(sqlite3_vtab* base, sqlite3_index_info* plan) {
  const auto& table = *connection(base).attached.table;
  // A table that gives other rows when narrowed is to be narrowed.
  plan->estimatedCost = table.narrowed_by.empty() ? 10000 : 1e9;
  plan->estimatedRows = 1000;
  int chosen = -1;
  for (int i = 0; i < plan->nConstraint; ++i) {
    const auto& constraint = plan->aConstraint[i];
    if (constraint.usable == 0 || constraint.iColumn < 0 ||
        constraint.op != SQLITE_INDEX_CONSTRAINT_EQ) {
      continue;
    }
    const auto& column =
        table.columns[static_cast<std::size_t>(constraint.iColumn)];
    if (column.type == ColumnType::text) continue;
    const bool narrows = column.name == table.narrowed_by;
    if (chosen < 0 || narrows) chosen = i;
    if (narrows) break;
  }
  if (chosen < 0) return SQLITE_OK;
  plan->aConstraintUsage[chosen].argvIndex = 1;
  plan->idxNum = 1 + plan->aConstraint[chosen].iColumn;
  plan->estimatedCost = 10;
  plan->estimatedRows = 5;
  return SQLITE_OK;
}

int open(sqlite3_vtab*, sqlite3_vtab_cursor** out) {
  *out = new (std::nothrow) Cursor;
  return *out == nullptr ? SQLITE_NOMEM : SQLITE_OK;
}

int close(sqlite3_vtab_cursor* base) {
  delete &cursor(base);
  return SQLITE_OK;
}

// The integer that `value` equals as SQLite compares it with a column of
// numbers; nullopt where it equals none.
std::optional<std::int64_t> number_of(sqlite3_value* value) {
  switch (sqlite3_value_numeric_type(value)) {
    case SQLITE_INTEGER:
      return sqlite3_value_int64(value);
    case SQLITE_FLOAT: {
      const auto number = sqlite3_value_int64(value);
      const bool is_whole =
          static_cast<double>(number) == sqlite3_value_double(value);
      return is_whole ? std::optional(number) : std::nullopt;
    }
    default:
      return std::nullopt;
  }
}

int filter(sqlite3_vtab_cursor* base, int plan, const char*, int,
           sqlite3_value** arguments) {
  auto& at = cursor(base);
  return guarded(base->pVtab, [&] {
    const auto& [table, tables] = connection(base->pVtab).attached;
    static const KeptRows::Places kNone;
    at.at = 0;
    at.places = nullptr;
    if (plan == 0) {
      at.kept = &tables->rows_of(*table, {});
      return;
    }
    const auto column = static_cast<std::size_t>(plan - 1);
    const bool narrows = table->columns[column].name == table->narrowed_by;
    const auto number = number_of(arguments[0]);
    at.places = &kNone;
    if (!number) return;
    at.kept = &tables->rows_of(*table, narrows ? number : std::nullopt);
    at.places = &at.kept->with_number(column, *number);
  });
}

int next(sqlite3_vtab_cursor* base) {
  ++cursor(base).at;
  return SQLITE_OK;
}

int at_end(sqlite3_vtab_cursor* base) {
  const auto& at = cursor(base);
  return at.at >= at.size() ? 1 : 0;
}

int column_value(sqlite3_vtab_cursor* base, sqlite3_context* context,
                 int column) {
  const auto& at = cursor(base);
  const auto& value =
      at.kept->rows.at(at.row(), static_cast<std::size_t>(column));
  if (const auto* number = value.number()) {
    sqlite3_result_int64(context, *number);
  } else if (const auto* text = value.text()) {
    // The rows stay where they are until the connection is closed.
    sqlite3_result_text64(context, text->data(), text->size(), nullptr,
                          SQLITE_UTF8);
  } else {
    sqlite3_result_null(context);
  }
  return SQLITE_OK;
}

int row_id(sqlite3_vtab_cursor* base, sqlite3_int64* out) {
  *out = static_cast<sqlite3_int64>(cursor(base).row());
  return SQLITE_OK;
}

// Without xCreate a table is there under its module's name and cannot be
// created; without xUpdate it cannot be written.
sqlite3_module read_only_module() {
  sqlite3_module module{};
  module.xConnect = connect;
  module.xBestIndex = best_index;
  module.xDisconnect = disconnect;
  module.xOpen = open;
  module.xClose = close;
  module.xFilter = filter;
  module.xNext = next;
  module.xEof = at_end;
  module.xColumn = column_value;
  module.xRowid = row_id;
  return module;
}

}  // namespace

void attach_table(sqlite3* db, AttachedTable& attached) {
  static const sqlite3_module kModule = read_only_module();
  const std::string name{attached.table->name};
  int status = sqlite3_create_module(db, name.c_str(), &kModule, &attached);
  if (status == SQLITE_OK) {
    // Named once, it is declared; an authorizer would forbid that later.
    status = sqlite3_exec(db, ("EXPLAIN SELECT 0 FROM " + name).c_str(),
                          nullptr, nullptr, nullptr);
  }
  if (status != SQLITE_OK) {
    throw Error(ErrorKind::try_again,
                "cannot make table " + name +
                    " known to SQLite: " + sqlite3_errmsg(db));
  }
}

}  // namespace flk
