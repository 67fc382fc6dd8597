// SPDX-License-Identifier: GPL-3.0-or-later
// SQLite's own functions are the reference: both answer the same expressions.

#include <flock/collect/sql_functions.hpp>

#include <gtest/gtest.h>
#include <sqlite3.h>
#include <string>

#include <chrono>
#include <memory>

namespace flk {
namespace {

struct Close {
  void operator()(sqlite3* db) const { sqlite3_close(db); }
};
using Database = std::unique_ptr<sqlite3, Close>;

Database open() {
  sqlite3* db = nullptr;
  EXPECT_EQ(sqlite3_open(":memory:", &db), SQLITE_OK);
  return Database{db};
}

// The value of an expression, or the error.
std::string value_of(sqlite3* db, const std::string& expression) {
  std::string out = "no row";
  const auto take = [](void* to, int, char** values, char**) {
    *static_cast<std::string*>(to) = values[0] == nullptr ? "NULL" : values[0];
    return 0;
  };
  const auto sql = "select quote(" + expression + ")";
  if (sqlite3_exec(db, sql.c_str(), take, &out, nullptr) != SQLITE_OK) {
    return sqlite3_errmsg(db);
  }
  return out;
}

class SqlFunctions : public testing::TestWithParam<const char*> {};

TEST_P(SqlFunctions, AnswerAsSqliteDoes) {
  const auto original = open();
  const auto replaced = open();
  replace_slow_functions(replaced.get());
  EXPECT_EQ(value_of(replaced.get(), GetParam()),
            value_of(original.get(), GetParam()));
}

INSTANTIATE_TEST_SUITE_P(
    Expressions, SqlFunctions,
    testing::Values("instr('hello', 'l')", "instr('hello', 'x')",
                    "instr('hello', '')", "instr('', 'x')", "instr('', '')",
                    "instr('äöü', 'ü')", "instr(x'c3a4c3b6', x'c3b6')",
                    "instr('äö', x'c3b6')", "instr(null, 'a')",
                    "instr('a', null)", "instr(1234, 3)",
                    "replace('abcabc', 'b', 'XY')", "replace('abc', '', 'x')",
                    "replace('abc', 'c', '')", "replace('', 'a', 'b')",
                    "replace('aaa', 'aa', 'b')", "replace(null, 'a', 'b')",
                    "replace('a', null, 'b')", "replace('a', 'b', null)",
                    "replace(1212, 1, 3)", "trim('xxaxx', 'x')",
                    "trim('äxä', 'ä')", "trim('abc', '')", "trim('abc', 'cba')",
                    "trim('', 'a')", "trim(null, 'a')", "trim('a', null)",
                    "trim('€a€', '€b')", "ltrim('xyaxy', 'yx')",
                    "rtrim('xyaxy', 'yx')", "trim(1001, 1)"));

TEST(SqlFunctionsOfLongText, TakeLinearTime) {
  const auto db = open();
  replace_slow_functions(db.get());
  const auto before = std::chrono::steady_clock::now();
  EXPECT_EQ(value_of(db.get(),
                     "instr(printf('%.800000c', 'a'), "
                     "printf('%.400000c', 'a') || 'b')"),
            "0");
  EXPECT_EQ(value_of(db.get(),
                     "length(trim(printf('%.400000c', 'b'), "
                     "hex(zeroblob(200000)) || 'b'))"),
            "0");
  // SQLite's own take minutes.
  EXPECT_LT(std::chrono::steady_clock::now() - before,
            std::chrono::seconds{10});
}

TEST(SqlFunctionsOfLongText, KeepToTheLimitOfLengths) {
  const auto db = open();
  replace_slow_functions(db.get());
  sqlite3_limit(db.get(), SQLITE_LIMIT_LENGTH, 1000);
  EXPECT_EQ(value_of(db.get(), "replace(printf('%.500c', 'a'), 'a', 'bbb')"),
            "string or blob too big");
}

}  // namespace
}  // namespace flk
