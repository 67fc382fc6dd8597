// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/policy/policy_tables.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace flk {
namespace {

using testing::ElementsAre;

std::vector<std::string> columns(std::string_view platform,
                                 const std::string& sql) {
  std::string error;
  std::vector<std::string> names;
  for (const auto& column : OsqueryTables{platform}.columns_of(sql, error)) {
    names.push_back(column.name);
  }
  EXPECT_EQ(error, "") << sql;
  return names;
}

TEST(OsqueryTables, TellTheColumnsOfAQuery) {
  EXPECT_THAT(columns("linux", "select * from etc_hosts;"),
              ElementsAre("address", "hostnames"));
  EXPECT_THAT(columns("darwin",
                      "SELECT DISTINCT(p.pid), u.*, (select 1) AS one "
                      "FROM processes p JOIN kernel_extensions u"),
              ElementsAre("pid", "idx", "refs", "size", "name", "version",
                          "linked_against", "path", "one"));
}

TEST(OsqueryTables, TellWhichColumnOfATableAResultIs) {
  std::string error;
  const auto found = OsqueryTables{"linux"}.columns_of(
      "select x.who, upper(who) as loud from "
      "(select username as who from users) x",
      error);
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].table + "." + found[0].column, "users.username");
  EXPECT_EQ(found[1].table + found[1].column, "");
}

TEST(OsqueryTables, AreThoseOfAPlatform) {
  EXPECT_THAT(columns("linux", "select * from secureboot"),
              ElementsAre("secure_boot", "setup_mode"));
  EXPECT_THAT(columns("darwin", "select * from secureboot"),
              ElementsAre("secure_boot", "secure_mode", "description",
                          "kernel_extensions", "mdm_operations"));
  std::string error;
  EXPECT_TRUE(
      OsqueryTables{"linux"}.columns_of("select * from alf", error).empty());
  EXPECT_EQ(error, "no such table: alf");
}

TEST(OsqueryTables, HaveHiddenColumnsForThoseWhoNameThem) {
  EXPECT_THAT(columns("linux", "select path, pid_with_namespace from suid_bin"),
              ElementsAre("path", "pid_with_namespace"));
}

TEST(OsqueryTables, SayWhatIsWrongWithAQuery) {
  std::string error;
  OsqueryTables tables{"linux"};
  EXPECT_TRUE(tables.columns_of("selct 1", error).empty());
  EXPECT_EQ(error, "near \"selct\": syntax error");
  EXPECT_TRUE(tables.columns_of("", error).empty());
  EXPECT_EQ(error, "it is no query");
  EXPECT_TRUE(tables.columns_of("drop table users", error).empty());
}

}  // namespace
}  // namespace flk
