// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/policy/policy_tables.hpp>

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

std::vector<QueryColumn> prepared_columns(sqlite3* database,
                                          const std::string& sql,
                                          std::string& error) {
  sqlite3_stmt* prepared = nullptr;
  std::vector<QueryColumn> columns;
  if (::sqlite3_prepare_v2(database, sql.c_str(), -1, &prepared, nullptr) !=
      SQLITE_OK) {
    error = ::sqlite3_errmsg(database);
    return columns;
  }
  const std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)> statement{
      prepared, ::sqlite3_finalize};
  for (int i = 0; i < ::sqlite3_column_count(prepared); ++i) {
    columns.push_back(
        {::sqlite3_column_name(prepared, i),
         text_or_empty(::sqlite3_column_table_name(prepared, i)),
         text_or_empty(::sqlite3_column_origin_name(prepared, i))});
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
