// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/policy/policy_tables.hpp>

#include <re2/re2.h>
#include <sqlite3.h>

#include <algorithm>

#include <flock/base/error.hpp>
#include <flock/policy/policy_files.hpp>

namespace flk {
namespace {

// Takes what stands before `end` off the front of `text`, and `end`.
std::string_view take(std::string_view& text, char end) {
  const auto size = std::min(text.find(end), text.size());
  const auto front = text.substr(0, size);
  text.remove_prefix(std::min(size + 1, text.size()));
  return front;
}

bool is_on(std::string_view platforms, std::string_view platform) {
  return platforms.empty() ||
         platforms.find(platform) != std::string_view::npos;
}

// "uid gid:darwin -pid:linux" as SQL's list of columns; empty where no column
// is left.
std::string column_list(std::string_view columns, std::string_view platform,
                        bool with_hidden) {
  std::string list;
  while (!columns.empty()) {
    auto platforms = take(columns, ' ');
    auto name = take(platforms, ':');
    const bool hidden = name.starts_with('-');
    if (hidden) name.remove_prefix(1);
    if (!is_on(platforms, platform) || (hidden && !with_hidden)) continue;
    if (!list.empty()) list += ',';
    list += '"';
    list += name;
    list += '"';
  }
  return list;
}

std::string schema(std::string_view platform, bool with_hidden) {
  std::string sql;
  auto tables = kPolicyTables;
  while (!tables.empty()) {
    auto columns = take(tables, '\n');
    if (columns.starts_with('#')) continue;
    auto platforms = take(columns, ' ');
    const auto name = take(platforms, ':');
    if (!is_on(platforms, platform)) continue;
    sql += "CREATE TABLE \"";
    sql += name;
    sql += "\" (" + column_list(columns, platform, with_hidden) + ");";
  }
  return sql;
}

sqlite3* open_schema(std::string_view platform, bool with_hidden) {
  sqlite3* database = nullptr;
  if (::sqlite3_open(":memory:", &database) != SQLITE_OK ||
      ::sqlite3_exec(database, schema(platform, with_hidden).c_str(), nullptr,
                     nullptr, nullptr) != SQLITE_OK) {
    const std::string reason = ::sqlite3_errmsg(database);
    ::sqlite3_close(database);
    throw Error(ErrorKind::defect, "cannot make osquery's tables: " + reason);
  }
  return database;
}

std::string text_or_empty(const char* text) {
  return text == nullptr ? std::string() : text;
}

using ColumnsRead = std::vector<std::pair<std::string, std::string>>;

// An authorizer of SQLite, which is asked for each column that a query reads.
int note_read(void* read, int action, const char* table, const char* column,
              const char*, const char*) {
  if (action == SQLITE_READ) {
    static_cast<ColumnsRead*>(read)->emplace_back(text_or_empty(table),
                                                  text_or_empty(column));
  }
  return SQLITE_OK;
}

// SQLite says of such a query's column what it is in the first SELECT.
bool is_compound(std::string_view sql) {
  static const re2::RE2 pattern{"(?i)\\b(union|intersect|except)\\b"};
  return re2::RE2::PartialMatch({sql.data(), sql.size()}, pattern);
}

std::vector<QueryColumn> prepared_columns(sqlite3* database,
                                          const std::string& sql,
                                          std::string& error) {
  sqlite3_stmt* prepared = nullptr;
  std::vector<QueryColumn> columns;
  ColumnsRead read;
  ::sqlite3_set_authorizer(database, note_read, &read);
  const bool compound = is_compound(sql);
  if (::sqlite3_prepare_v2(database, sql.c_str(), -1, &prepared, nullptr) !=
      SQLITE_OK) {
    error = ::sqlite3_errmsg(database);
    return columns;
  }
  const std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)> statement{
      prepared, ::sqlite3_finalize};
  for (int i = 0; i < ::sqlite3_column_count(prepared); ++i) {
    const auto origin =
        text_or_empty(::sqlite3_column_origin_name(prepared, i));
    const auto* name = ::sqlite3_column_name(prepared, i);
    if (compound || origin.empty()) {
      columns.push_back({name, "", "", read});
    } else {
      columns.push_back(
          {name,
           text_or_empty(::sqlite3_column_table_name(prepared, i)),
           origin,
           {}});
    }
  }
  if (columns.empty()) error = "it is no query";
  return columns;
}

}  // namespace

OsqueryTables::OsqueryTables(std::string_view platform)
    : plain_(open_schema(platform, false), ::sqlite3_close),
      hidden_(open_schema(platform, true), ::sqlite3_close) {}

std::vector<QueryColumn> OsqueryTables::columns_of(const std::string& sql,
                                                   std::string& error) const {
  error.clear();
  auto columns = prepared_columns(plain_.get(), sql, error);
  if (!columns.empty()) return columns;
  error.clear();
  return prepared_columns(hidden_.get(), sql, error);
}

}  // namespace flk
