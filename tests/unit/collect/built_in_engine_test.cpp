// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/collect/built_in_engine.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include <flock/collect/table.hpp>
#include <flock/policy/catalogue.hpp>

#include "support/machine_tree.hpp"

namespace flk {
namespace {

using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;

class BuiltInEngineTest : public testing::Test {
 protected:
  BuiltInEngineTest() {
    tree_.file("/etc/passwd",
               "root:x:0:0:root:/root:/bin/bash\n"
               "ann:x:1000:1000:Ann:/home/ann:/bin/sh\n"
               "bob:x:1001:1000:Bob:/home/bob:/bin/sh\n");
    tree_.file("/etc/hosts", "127.0.0.1 localhost\n::1 localhost ip6\n");
  }

  std::vector<std::string> rows(const std::string& sql) const {
    return text_rows(tree_.query(sql));
  }
  std::string failure(const std::string& sql,
                      const EngineOptions& options = {}) const {
    return tree_.query(sql, 0, options).failure;
  }

  MachineTree tree_;
};

TEST_F(BuiltInEngineTest, HasAName) {
  EXPECT_EQ(BuiltInEngine{}.name(), "built-in");
}

TEST_F(BuiltInEngineTest, GivesColumnsInTheOrderOfTheQuery) {
  const auto result =
      tree_.query("select username, uid from users where uid > 999");
  EXPECT_THAT(result.columns, ElementsAre("username", "uid"));
  EXPECT_THAT(text_rows(result), ElementsAre("ann|1000", "bob|1001"));
}

TEST_F(BuiltInEngineTest, HasTheNamesOfColumnsThatOsqueryHas) {
  const auto result = tree_.query(
      "select distinct(users.uid), users.username, count(*) as n from users");
  EXPECT_THAT(result.columns, ElementsAre("uid", "username", "n"));
}

TEST_F(BuiltInEngineTest, KeepsHiddenColumnsForWhoNamesThem) {
  EXPECT_THAT(tree_.query("select * from etc_hosts").columns,
              ElementsAre("address", "hostnames"));
  EXPECT_THAT(rows("select pid_with_namespace from etc_hosts limit 1"),
              ElementsAre("0"));
}

TEST_F(BuiltInEngineTest, WritesNullAsNothing) {
  EXPECT_THAT(rows("select null, uuid, typeof(uuid) from users limit 1"),
              ElementsAre("||null"));
}

TEST_F(BuiltInEngineTest, FindsRowsByNumber) {
  for (const auto* number : {"1000", "'1000'", "1000.0", "999 + 1"}) {
    EXPECT_THAT(
        rows(std::string("select username from users where uid = ") + number),
        ElementsAre("ann"))
        << number;
  }
  for (const auto* nothing : {"1000.5", "'ann'", "null", "x'31'", "1e300"}) {
    EXPECT_THAT(
        rows(std::string("select username from users where uid = ") + nothing),
        IsEmpty())
        << nothing;
  }
  EXPECT_THAT(rows("select username from users where uid in (1001, 0, 7)"),
              ElementsAre("root", "bob"));
  EXPECT_THAT(
      rows("select username from users where gid = 1000 and uid = 1001"),
      ElementsAre("bob"));
}

TEST_F(BuiltInEngineTest, JoinsTablesWithThemselves) {
  EXPECT_THAT(
      rows("select a.username as x, b.username from users a join users b "
           "using (gid) where a.uid < b.uid"),
      ElementsAre("ann|bob"));
  EXPECT_THAT(rows("select u.username, p.pid from users u left join processes "
                   "p using (uid) where u.uid = 1000"),
              ElementsAre("ann|"));
}

TEST_F(BuiltInEngineTest, TakesABlankStatementBehindTheOne) {
  EXPECT_THAT(rows("select 1; -- done\n ;"), ElementsAre("1"));
}

TEST_F(BuiltInEngineTest, SaysWhyAQueryFails) {
  EXPECT_EQ(failure("selec"), "near \"selec\": syntax error");
  EXPECT_EQ(failure("select 1; select 2"), "it has more than one statement");
  EXPECT_EQ(failure("select 1; selec"), "near \"selec\": syntax error");
  EXPECT_EQ(failure(""), "it is empty");
  EXPECT_EQ(failure(" -- nothing"), "it is empty");
  EXPECT_EQ(failure(std::string("select 1\0, 2", 12)), "it has a NUL");
  EXPECT_EQ(failure("select * from apps"),
            "no such table: apps in the built-in engine (osquery may have it)");
  EXPECT_EQ(failure("select * from \"a\x1b[2K\""),
            "no such table: a\\x1B[2K in the built-in engine (osquery may have "
            "it)");
}

TEST_F(BuiltInEngineTest, RefusesEverythingButSelecting) {
  for (const auto* sql : {"create table a (b)",
                          "create temp table a (b)",
                          "create view v as select 1",
                          "create temp view v as select 1",
                          "create virtual table v using users",
                          "drop table users",
                          "insert into users (uid) values (1)",
                          "delete from users",
                          "update users set uid = 0",
                          "attach '/tmp/x' as x",
                          "detach main",
                          "pragma table_info(users)",
                          "pragma journal_mode = wal",
                          "select * from pragma_table_info('users')",
                          "vacuum",
                          "vacuum into '/tmp/flock-test-vacuum'",
                          "begin",
                          "commit",
                          "savepoint a",
                          "reindex",
                          "analyze",
                          "explain select 1",
                          "explain query plan select 1",
                          "select * from sqlite_master",
                          "select * from sqlite_temp_master",
                          "select * from dbstat",
                          "select * from sqlite_stmt",
                          "select load_extension('x.so')",
                          "select fts3_tokenizer('simple')",
                          "select sqlite_version()",
                          "select sqlite_source_id()",
                          "select sqlite_compileoption_get(0)",
                          "select sqlite_log(1, 'x')",
                          "select readfile('/etc/passwd')",
                          "select writefile('/tmp/x', 'x')",
                          "select edit('x')",
                          "select last_insert_rowid()",
                          "select ?1"}) {
    EXPECT_THAT(failure(sql), testing::Not(IsEmpty())) << sql;
  }
  EXPECT_FALSE(std::filesystem::exists("/tmp/flock-test-vacuum"));
}

TEST_F(BuiltInEngineTest, ComputesWithWhatSqliteHas) {
  EXPECT_THAT(rows("with t as (select 1) select count(*) from t"),
              ElementsAre("1"));
  EXPECT_THAT(rows("select value from json_each('[1,\"a\"]')"),
              ElementsAre("1", "a"));
  EXPECT_THAT(rows("select upper(username), instr(username, 'n') from users "
                   "where username like 'A%' order by 1"),
              ElementsAre("ANN|2"));
  EXPECT_THAT(rows("select uid, rank() over (order by uid desc) from users "
                   "where username = \"bob\" union all select 1, 2"),
              ElementsAre("1001|1", "1|2"));
}

TEST_F(BuiltInEngineTest, EndsAQueryThatRunsForEver) {
  EngineOptions options;
  options.timeout = Milliseconds{50};
  EXPECT_EQ(failure("with recursive r(x) as (select 1 union all select x + 1 "
                    "from r) select count(*) from r",
                    options),
            "not done after 50ms");
  EXPECT_EQ(failure("select count(*) from users a, users b, users c, users d, "
                    "users e, users f, users g, users h, users i, users j, "
                    "users k, users l, users m, users n, users o, users p, "
                    "users q, users r, users s, users t",
                    options),
            "not done after 50ms");
}

TEST_F(BuiltInEngineTest, EndsATableThatTakesTooLong) {
  EngineOptions options;
  options.timeout = Milliseconds{0};
  EXPECT_THAT(failure("select * from users", options),
              HasSubstr("not done after"));
}

TEST_F(BuiltInEngineTest, BoundsTheMemoryOfSorting) {
  EngineOptions options;
  options.max_work_bytes = 4 << 20;
  EXPECT_EQ(failure("with recursive r(x) as (select randomblob(1000) union all "
                    "select randomblob(1000) from r) select count(*) from "
                    "(select x from r order by x)",
                    options),
            "it needs more than 4194304 bytes of memory");
}

// Each level doubles what the parser makes of it.
TEST_F(BuiltInEngineTest, BoundsTheMemoryOfParsing) {
  std::string sql = "with t0 as (select 1 a)";
  for (int i = 1; i <= 40; ++i) {
    const auto last = "t" + std::to_string(i - 1);
    sql += ", t" + std::to_string(i) + " as (select a from " + last +
           " union all select a from " + last + ")";
  }
  EngineOptions options;
  options.max_work_bytes = 16 << 20;
  EXPECT_EQ(failure(sql + " select count(*) from t40", options),
            "it needs more than 16777216 bytes of memory");
}

TEST_F(BuiltInEngineTest, BoundsTheMemoryOfTables) {
  std::string hosts;
  for (int i = 0; i < 10000; ++i) hosts += "10.0.0.1 a\n";
  tree_.file("/etc/hosts", hosts);
  EngineOptions options;
  options.max_work_bytes = 1 << 20;
  EXPECT_EQ(failure("select * from etc_hosts limit 1", options),
            "it needs more than 1048576 bytes of memory");
}

TEST_F(BuiltInEngineTest, BoundsTheRows) {
  EngineOptions options;
  options.max_rows = 2;
  EXPECT_EQ(failure("select * from users", options), "more than 2 rows");
  EXPECT_EQ(failure("select * from users limit 2", options), "");
}

TEST_F(BuiltInEngineTest, CutsLongValuesInsteadOfFailing) {
  tree_.file("/etc/hosts", "10.0.0.1 " + std::string(3 << 20, 'a') + "\n");
  const auto result = tree_.query(
      "select distinct hostnames from etc_hosts order by hostnames");
  ASSERT_EQ(result.failure, "");
  EXPECT_THAT(result.rows.at(0).at(0), EndsWith("a... [cut, 3145728 bytes]"));
  EXPECT_LE(result.rows.at(0).at(0).size(), EngineOptions{}.max_value_bytes);
}

TEST_F(BuiltInEngineTest, WritesBytesThatAreNoUtf8AsText) {
  tree_.file("/etc/hosts", "10.0.0.1 a\xff\n");
  EXPECT_THAT(rows("select hostnames from etc_hosts"), ElementsAre("a\\xFF"));
  EXPECT_THAT(rows("select x'61ff'"), ElementsAre("a\\xFF"));
}

TEST_F(BuiltInEngineTest, RunsTheLinuxTwigsOfTheCatalogue) {
  const auto catalogue = Catalogue::built_in();
  for (const auto& twig : catalogue.twigs()) {
    if (!twig.runs_on("linux")) continue;
    EXPECT_EQ(failure(twig.sql), "") << twig.id;
    EXPECT_EQ(BuiltInEngine{}.query(twig.sql).failure, "") << twig.id;
  }
}

TEST_F(BuiltInEngineTest, FindsNoneOfItsTablesOnAnEmptyMachine) {
  const MachineTree empty;
  for (const auto* table : built_in_tables()) {
    const auto result =
        empty.query("select * from " + std::string(table->name));
    EXPECT_EQ(result.failure, "") << table->name;
    EXPECT_LE(result.rows.size(), 1u) << table->name;
  }
}

}  // namespace
}  // namespace flk
