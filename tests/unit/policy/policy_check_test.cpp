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
          "t|hostname|is kept in clear and holds a host's name"));
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
      testing::ElementsAre("t|who|is cut only behind 1000000 characters "
                           "and holds the name of an account",
                           "t|directory|is replaced by a pattern that "
                           "leaves much as it is and holds the path of "
                           "a home folder"));
  EXPECT_THAT(of(R"({"action":"replace","pattern":".+","with":"x"})",
                 R"({"action":"replace","pattern":"[a-z]+","with":"~"})"),
              testing::IsEmpty());
}

TEST(CheckPolicy, HoldsTheDefaultAgainstPersonalColumnsAsWell) {
  EXPECT_THAT(findings(R"("t":{"columns":{"uid":"keep"},
                  "default":{"action":"truncate","characters":100}})",
                       pack("select uid, username from users")),
              testing::ElementsAre("t|username|is cut only behind 100 "
                                   "characters and holds the name of an "
                                   "account"));
}

TEST(CheckPolicy, NamesConditionsOnColumnsThatTheQueryDoesNotHave) {
  EXPECT_THAT(
      findings(R"("t":{"columns":{"uid":[{"action":"keep",
                  "when":{"column":"usr","equals":"x"}},"mask"]},
                  "default":[{"action":"truncate","characters":1,
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
