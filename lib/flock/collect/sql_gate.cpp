// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/collect/sql_gate.hpp>

#include <sqlite3.h>

#include <algorithm>
#include <string_view>

#include <flock/base/error.hpp>
#include <flock/collect/sql_functions.hpp>
#include <flock/collect/table.hpp>
#include <flock/collect/text_fields.hpp>

namespace flk {
namespace {

// sqlite.org/lang_corefunc.html, lang_aggfunc.html, windowfunctions.html,
// lang_datefunc.html, json1.html and lang_mathfunc.html, without those that
// load, log, or tell of the machine or the library.
constexpr std::string_view kFunctions =
    "abs acos acosh asin asinh atan atan2 atanh avg ceil ceiling char "
    "coalesce cos cosh count cume_dist current_date current_time "
    "current_timestamp date datetime degrees dense_rank exp first_value floor "
    "format glob group_concat hex ifnull iif instr json json_array "
    "json_array_length json_each json_extract json_group_array "
    "json_group_object json_insert json_object json_patch json_quote "
    "json_remove json_replace json_set json_tree json_type json_valid "
    "julianday lag last_value lead length like likelihood likely ln log log10 "
    "log2 lower ltrim max min mod nth_value ntile nullif percent_rank pi pow "
    "power printf quote radians random randomblob rank replace round "
    "row_number rtrim sign sin sinh soundex sqrt strftime substr substring "
    "sum tan tanh time total trim trunc typeof unicode unixepoch unlikely "
    "upper zeroblob -> ->>";

bool is_function(std::string_view name) {
  const auto names = words(kFunctions);
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool is_table(std::string_view name) {
  const auto tables = built_in_tables();
  return name == "json_each" || name == "json_tree" ||
         std::any_of(tables.begin(), tables.end(),
                     [&](const Table* table) { return table->name == name; });
}

int authorize(void*, int action, const char* first, const char* second,
              const char*, const char*) {
  const auto text = [](const char* argument) {
    return std::string_view{argument == nullptr ? "" : argument};
  };
  switch (action) {
    case SQLITE_SELECT:
    case SQLITE_RECURSIVE:
      return SQLITE_OK;
    case SQLITE_READ:
      // No column: rows are counted, of a WITH's table as well.
      return text(second).empty() || is_table(text(first)) ? SQLITE_OK
                                                           : SQLITE_DENY;
    case SQLITE_FUNCTION:
      return is_function(text(second)) ? SQLITE_OK : SQLITE_DENY;
    default:
      return SQLITE_DENY;
  }
}

struct Limit {
  int id;
  int value;
};

constexpr Limit kLimits[] = {
    // Of a value, and of a row in sorting. With the length of patterns it
    // bounds what one step can take, since time-outs are looked at in between.
    {SQLITE_LIMIT_LENGTH, 1 << 20},
    {SQLITE_LIMIT_SQL_LENGTH, 256 << 10},
    {SQLITE_LIMIT_COLUMN, 500},
    {SQLITE_LIMIT_EXPR_DEPTH, 200},
    {SQLITE_LIMIT_COMPOUND_SELECT, 100},
    {SQLITE_LIMIT_VDBE_OP, 250000},
    {SQLITE_LIMIT_FUNCTION_ARG, 100},
    {SQLITE_LIMIT_ATTACHED, 0},
    {SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 500},
    {SQLITE_LIMIT_VARIABLE_NUMBER, 0},
    {SQLITE_LIMIT_TRIGGER_DEPTH, 0},
    {SQLITE_LIMIT_WORKER_THREADS, 0},
};

}  // namespace

void close_gate(sqlite3* db) {
  replace_slow_functions(db);
  // What sorting needs is to count as memory, and not to be a file. The two
  // tables are declared once named, which an authorizer would forbid later.
  constexpr const char* kSettings =
      "PRAGMA temp_store=MEMORY; PRAGMA query_only=ON;"
      "SELECT 0 FROM json_each('[]'), json_tree('[]')";
  if (sqlite3_exec(db, kSettings, nullptr, nullptr, nullptr) != SQLITE_OK) {
    throw Error(ErrorKind::try_again,
                std::string("cannot set up SQLite: ") + sqlite3_errmsg(db));
  }
  for (const auto& limit : kLimits) sqlite3_limit(db, limit.id, limit.value);
  sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  for (const int option :
       {SQLITE_DBCONFIG_TRUSTED_SCHEMA, SQLITE_DBCONFIG_ENABLE_TRIGGER,
        SQLITE_DBCONFIG_ENABLE_VIEW, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION,
        SQLITE_DBCONFIG_ENABLE_FTS3_TOKENIZER}) {
    sqlite3_db_config(db, option, 0, nullptr);
  }
  sqlite3_set_authorizer(db, authorize, nullptr);
}

}  // namespace flk
