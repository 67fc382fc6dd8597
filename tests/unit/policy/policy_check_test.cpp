// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/policy/policy_check.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace flk {
namespace {

std::vector<std::string> findings(const std::string& twigs,
                                  const std::string& pack) {
  Catalogue catalogue;
  catalogue.add_pack(pack, "pack");
  const auto policy =
      Policy::parse("{\"members\":[],\"twigs\":{" + twigs + "}}", "p");
  std::vector<std::string> lines;
  for (const auto& finding : check_policy(policy, catalogue)) {
    lines.push_back(finding.twig + "|" + finding.column + "|" +
                    finding.problem);
  }
  return lines;
}

std::string pack(const std::string& sql,
                 const std::string& platform = "linux,darwin") {
  return R"({"queries":{"t":{"query":")" + sql +
         R"(","interval":60,"platform":")" + platform + "\"}}}";
}

// The policy must name every column that a twig of ours can have, on either
// platform, and none that it cannot.
TEST(BuiltInPolicy, NamesExactlyTheColumnsOfTheBuiltInTwigs) {
  for (const auto& finding :
       check_policy(Policy::built_in(), Catalogue::built_in())) {
    ADD_FAILURE() << finding.twig << "." << finding.column << ": "
                  << finding.problem;
  }
}

TEST(CheckPolicy, NamesColumnsWithoutARuleAndRulesWithoutAColumn) {
  EXPECT_THAT(
      findings(R"("t":{"columns":{"minute":"keep","hours":"keep"}})",
               pack("select minute, hour from crontab")),
      testing::ElementsAre("t|hour|no rule names it, so it does not leave",
                           "t|hours|the query has no such column"));
}

TEST(CheckPolicy, NamesTwigsThatOneOfTheTwoDoesNotHave) {
  EXPECT_THAT(findings(R"("u":{"columns":{}})", pack("select 1 as a")),
              testing::ElementsAre(
                  "t||the policy does not name it, so nothing of it leaves",
                  "u||the catalogue does not have it"));
}

TEST(CheckPolicy, NamesPersonalColumnsThatAreKeptInClear) {
  const std::string sql =
      "select uid, username as who, directory, lower(shell) as hostname from "
      "users";
  EXPECT_THAT(findings(R"("t":{"columns":{"uid":"keep","who":"keep",
                  "directory":{"action":"generalize","to":"home"},
                  "hostname":["mask"]}})",
                       pack(sql)),
              testing::ElementsAre(
                  "t|who|is kept in clear and holds the name of an account"));
  EXPECT_THAT(
      findings(R"("t":{"columns":{"uid":"keep","who":"mask",
                  "directory":[{"action":"mask",
                                "when":{"column":"uid","equals":"0"}},"keep"],
                  "hostname":"keep"}})",
               pack(sql)),
      testing::ElementsAre(
          "t|directory|is kept in clear and holds the path of a home folder",
          "t|hostname|is kept in clear and may hold a host's name"));
}

TEST(CheckPolicy, NamesPersonalMembers) {
  const auto policy = Policy::parse(
      R"({"members":["name","decorations","host_uuid","hostname","action"],
          "twigs":{}})",
      "p");
  std::vector<std::string> members;
  for (const auto& finding : check_policy(policy, Catalogue{})) {
    EXPECT_EQ(finding.twig, "members");
    EXPECT_TRUE(finding.problem.starts_with("is kept in clear and holds "));
    members.push_back(finding.column);
  }
  EXPECT_THAT(members,
              testing::ElementsAre("decorations", "host_uuid", "hostname"));
}

TEST(CheckPolicy, NamesPersonalColumnsThatTheirRuleHardlyTouches) {
  const auto of = [](const std::string& who, const std::string& directory) {
    return findings(R"("t":{"columns":{"who":)" + who +
                        ",\"directory\":" + directory + "}}",
                    pack("select username as who, directory from users"));
  };
  EXPECT_THAT(
      of(R"({"action":"truncate","characters":1000000})",
         R"({"action":"replace","pattern":"nothing","with":""})"),
      testing::ElementsAre(
          "t|who|shows after 'truncate to 1000000' 'ann' of 'ann' and holds "
          "the name of an account",
          "t|directory|shows after 'replace' '/home/ann/x' of '/home/ann/x' "
          "and holds the path of a home folder"));
  EXPECT_THAT(of(R"({"action":"replace","pattern":".+","with":"x"})",
                 R"({"action":"replace","pattern":"[A-Za-z]+","with":"~"})"),
              testing::IsEmpty());
  EXPECT_THAT(
      of(R"({"action":"generalize","to":"home"})",
         R"([{"action":"truncate","characters":20,
              "when":{"column":"directory","matches":"^/Users/"}},"mask"])"),
      testing::ElementsAre(
          "t|who|shows after 'generalize to home' 'ann' of 'ann' and holds the "
          "name of an account",
          "t|directory|shows after 'truncate to 20' '/Users/Ann Smith/x' of "
          "'/Users/Ann Smith/x' and holds the path of a home folder"));
  EXPECT_THAT(of(R"({"action":"truncate","characters":2})",
                 R"([{"action":"truncate","characters":20,
                      "when":{"column":"directory","equals":"/"}},"mask"])"),
              testing::IsEmpty());
}

TEST(CheckPolicy, NamesSerialNumbersAndCommandsThatTheirRuleHardlyTouches) {
  EXPECT_THAT(
      findings(R"("t":{"columns":{
                   "hardware_serial":{"action":"truncate","characters":32},
                   "computer_name":{"action":"generalize","to":"home"}}})",
               pack("select hardware_serial, computer_name from system_info")),
      testing::SizeIs(2));
  EXPECT_THAT(findings(R"("t":{"columns":{
                           "command":{"action":"generalize","to":"home"}}})",
                       pack("select command from crontab")),
              testing::SizeIs(1));
}

// SQLite tells of no expression what it is made of, and of a UNION only what
// its first part is.
TEST(CheckPolicy, NamesExpressionsThatMayHoldWhatIsPersonal) {
  for (const std::string sql :
       {"select upper(username) as x from users",
        "select coalesce(username, '') as x from users",
        "select max(directory) as x from users",
        "select (select username from users limit 1) || '' as x",
        "select name as x from os_version Union select username from users"}) {
    EXPECT_THAT(findings(R"("t":{"columns":{"x":"keep"}})", pack(sql)),
                testing::ElementsAre(testing::StartsWith(
                    "t|x|is kept in clear and may hold the ")))
        << sql;
    EXPECT_THAT(findings(R"("t":{"columns":{"x":"mask"}})", pack(sql)),
                testing::IsEmpty())
        << sql;
  }
  EXPECT_THAT(findings(R"("t":{"columns":{"x":"keep"}})",
                       pack("select max(uid) + 1 as x from users")),
              testing::IsEmpty());
}

TEST(CheckPolicy, NamesConditionsOnColumnsThatTheQueryDoesNotHave) {
  EXPECT_THAT(
      findings(R"("t":{"columns":{"uid":[{"action":"keep",
                  "when":{"column":"usr","equals":"x"}},"mask"]},
                  "default":[{"action":"drop",
                  "when":{"column":"gid","equals":"x"}},"mask"]})",
               pack("select uid from users")),
      testing::ElementsAre(
          "t|uid|a condition is on 'usr', and the query has no such column",
          "t|default|a condition is on 'gid', and the query has no such "
          "column"));
}

TEST(CheckPolicy, AsksForNoRuleWhereThereIsADefault) {
  EXPECT_THAT(findings(R"("t":{"columns":{"uid":"keep"},"default":"mask"})",
                       pack("select * from users")),
              testing::IsEmpty());
}

TEST(CheckPolicy, LooksAtBothPlatformsWhereTheTwigRunsOnBoth) {
  const std::string named =
      R"("t":{"columns":{"name":"keep","uuid":"mask","encrypted":"keep",
                         "type":"keep","encryption_status":"keep"}})";
  EXPECT_THAT(findings(named, pack("select * from disk_encryption", "linux")),
              testing::IsEmpty());
  EXPECT_EQ(findings(named, pack("select * from disk_encryption")).size(), 3u);
}

TEST(CheckPolicy, SaysWhereColumnsCannotBeTold) {
  EXPECT_THAT(findings(R"("t":{"columns":{}})", pack("select * from nowhere")),
              testing::ElementsAre(
                  "t||its columns cannot be told: no such table: nowhere"));
}

}  // namespace
}  // namespace flk
