// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/policy/catalogue.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include <flock/base/error.hpp>
#include <flock/policy/catalogue_json.hpp>

#include "support/temp_dir.hpp"

namespace flk {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::vector<std::string> ids(const Catalogue& catalogue) {
  std::vector<std::string> out;
  for (const auto& twig : catalogue.twigs()) out.push_back(twig.id);
  return out;
}

// The one query of a pack with `members` beside its SQL.
Twig query_with(const std::string& members) {
  Catalogue catalogue;
  catalogue.add_pack(
      R"({"queries": {"q": {"query": "select 1")" + members + "}}}", "test");
  return catalogue.twigs().at(0);
}

std::string failure(const std::string& pack) {
  Catalogue catalogue;
  try {
    catalogue.add_pack(pack, "p.json");
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::config);
    EXPECT_THAT(error.what(), HasSubstr("cannot use pack 'p.json': "));
    return error.what();
  }
  ADD_FAILURE() << "accepted: " << pack;
  return {};
}

std::string query_failure(const std::string& members) {
  return failure(R"({"queries": {"q": {"query": "select 1", )" + members +
                 "}}}");
}

TEST(BuiltInCatalogue, HasThePredecessorsTwigsAndThoseForLinux) {
  const auto catalogue = Catalogue::built_in();
  EXPECT_EQ(catalogue.twigs().size(), 28u);
  EXPECT_EQ(catalogue.twigs().front().id, "os_version");
  EXPECT_EQ(catalogue.twigs().back().id, "secureboot");
  const auto* crontab = catalogue.find("crontab");
  ASSERT_NE(crontab, nullptr);
  EXPECT_EQ(crontab->sql, "select * from crontab;");
  EXPECT_EQ(crontab->title, "Scheduled tasks (cron jobs)");
  EXPECT_THAT(crontab->purpose, HasSubstr("persistence"));
  EXPECT_EQ(crontab->interval, Seconds{3600});
  EXPECT_THAT(crontab->platforms, ElementsAre("darwin", "linux"));
  EXPECT_FALSE(crontab->per_user);
  EXPECT_TRUE(catalogue.find("firefox_addons")->per_user);
  EXPECT_EQ(catalogue.find("crontab2"), nullptr);
}

TEST(BuiltInCatalogue, SaysOfEveryTwigWhatItIsAndWhyItIsAsked) {
  const auto catalogue = Catalogue::built_in();
  for (const auto& twig : catalogue.twigs()) {
    EXPECT_FALSE(twig.title.empty()) << twig.id;
    EXPECT_FALSE(twig.purpose.empty()) << twig.id;
  }
}

TEST(BuiltInCatalogue, RunsTheTwigsOfItsPlatform) {
  const auto catalogue = Catalogue::built_in();
  EXPECT_TRUE(catalogue.find("launchd")->runs_on("darwin"));
  EXPECT_FALSE(catalogue.find("launchd")->runs_on("linux"));
  EXPECT_FALSE(catalogue.find("crontab")->runs_on("lin"));
}

TEST(Pack, KeepsTheOrderOfTheFile) {
  Catalogue catalogue;
  catalogue.add_pack(R"({"queries": {"b": {"query": "select 1"},
                         "a": {"query": "select 2"}, "c":
                         {"query": "select 3"}}})",
                     "test");
  EXPECT_THAT(ids(catalogue), ElementsAre("b", "a", "c"));
}

TEST(Pack, HasOsquerysDefaults) {
  const auto twig = query_with("");
  EXPECT_EQ(twig.interval, Seconds{3600});
  EXPECT_THAT(twig.platforms, ElementsAre("darwin", "linux"));
  EXPECT_EQ(twig.title, "");
  EXPECT_FALSE(twig.per_user);
}

TEST(Pack, TakesIntervalsAsNumbersAndAsText) {
  EXPECT_EQ(query_with(R"(, "interval": 1)").interval, Seconds{1});
  EXPECT_EQ(query_with(R"(, "interval": "604800")").interval, Seconds{604800});
}

TEST(Pack, RefusesIntervalsOutOfBounds) {
  for (const auto* interval :
       {"0", "604801", "-1", "1.5", "1e3", "\"\"", "\"1 h\"", "null", "true",
        "99999999999999999999"}) {
    EXPECT_THAT(query_failure(std::string("\"interval\": ") + interval),
                HasSubstr("query 'q': the interval"))
        << interval;
  }
}

TEST(Pack, UnderstandsOsquerysWordsForPlatforms) {
  const auto platforms = [](const std::string& text) {
    return query_with(R"(, "platform": ")" + text + "\"").platforms;
  };
  EXPECT_THAT(platforms("linux"), ElementsAre("linux"));
  EXPECT_THAT(platforms("darwin,linux"), ElementsAre("darwin", "linux"));
  EXPECT_THAT(platforms("linux, darwin"), ElementsAre("darwin", "linux"));
  EXPECT_THAT(platforms("posix"), ElementsAre("darwin", "linux"));
  EXPECT_THAT(platforms("any"), ElementsAre("darwin", "linux"));
  EXPECT_THAT(platforms("all"), ElementsAre("darwin", "linux"));
  EXPECT_THAT(platforms(""), ElementsAre("darwin", "linux"));
  EXPECT_THAT(platforms("windows,linux"), ElementsAre("linux"));
  EXPECT_THAT(platforms("ubuntu,centos"), ElementsAre("linux"));
  EXPECT_THAT(query_failure(R"("platform": "linx")"),
              HasSubstr("query 'q': unknown platform 'linx'"));
  EXPECT_THAT(query_failure(R"("platform": 1)"), HasSubstr("not a string"));
}

TEST(Pack, AppliesItsOwnPlatformToAllOfItsQueries) {
  Catalogue catalogue;
  catalogue.add_pack(R"({"platform": "linux", "queries": {
      "a": {"query": "select 1"},
      "b": {"query": "select 1", "platform": "posix"},
      "c": {"query": "select 1", "platform": "darwin"}}})",
                     "test");
  EXPECT_THAT(ids(catalogue), ElementsAre("a", "b"));
  EXPECT_THAT(catalogue.find("b")->platforms, ElementsAre("linux"));
}

TEST(Pack, LeavesOutWhatIsForWindowsOnly) {
  Catalogue catalogue;
  catalogue.add_pack(
      R"({"queries": {"a": {"query": "select 1", "platform": "windows"}}})",
      "test");
  EXPECT_THAT(catalogue.twigs(), IsEmpty());
}

TEST(Pack, HasRowsOfAccountsWhereItSaysSo) {
  EXPECT_TRUE(query_with(R"(, "per_user": true)").per_user);
  EXPECT_FALSE(query_with(R"(, "per_user": false)").per_user);
  EXPECT_THAT(query_failure(R"("per_user": 1)"),
              HasSubstr("'per_user' is neither true nor false"));
}

TEST(Pack, MayHaveMembersThatAreNoneOfOurs) {
  EXPECT_EQ(query_with(R"(, "snapshot": true, "version": "1.4.5",
                          "denylist": {"x": [1]})")
                .id,
            "q");
}

TEST(Pack, MayHaveCommentsAndContinuedLinesAsOsquerysHave) {
  Catalogue catalogue;
  catalogue.add_pack(
      "// comment\n{\n  # comment \"\n  \"queries\": {\"q\": {\"query\": "
      "\"select 1 \\\n from t\"}}}",
      "test");
  EXPECT_EQ(catalogue.find("q")->sql, "select 1  from t");
}

TEST(Pack, IsRefusedWithTheLineWhereItIsNoJson) {
  EXPECT_THAT(failure("# a\n{\"queries\": \\\n{},\n\"x\" 1}"),
              HasSubstr("line 4: ':' is missing"));
  EXPECT_THAT(failure(""), HasSubstr("empty"));
  EXPECT_THAT(failure("[]"), HasSubstr("no object 'queries'"));
  EXPECT_THAT(failure(R"({"queries": []})"), HasSubstr("no object 'queries'"));
  EXPECT_THAT(failure("{\"queries\": {\"q\": {\"query\": \"\xff\"}}}"),
              HasSubstr("invalid UTF-8"));
}

TEST(Pack, IsRefusedWhereItHasAQueryTwice) {
  EXPECT_THAT(failure(R"({"queries": {"q": {"query": "select 1"},
                                      "q": {"query": "select 2"}}})"),
              HasSubstr("duplicate key 'q'"));
}

TEST(Pack, IsRefusedWhereAQueryHasNoSqlOrABadName) {
  EXPECT_THAT(failure(R"({"queries": {"q": {}}})"),
              HasSubstr("query 'q': it has no 'query'"));
  EXPECT_THAT(failure(R"({"queries": {"q": {"query": " ; "}}})"),
              HasSubstr("it has no 'query'"));
  EXPECT_THAT(failure(R"({"queries": {"q": "select 1"}})"),
              HasSubstr("query 'q': it is not an object"));
  EXPECT_THAT(failure(R"({"queries": {"": {"query": "select 1"}}})"),
              HasSubstr("a query's name must have 1 to 100 characters"));
  EXPECT_THAT(failure(R"({"queries": {")" + std::string(101, 'a') +
                      R"(": {"query": "select 1"}}})"),
              HasSubstr("a query's name must have 1 to 100 characters"));
}

TEST(Pack, MayHaveAnyNamesOfWhichTheIdsAreMade) {
  Catalogue catalogue;
  catalogue.add_pack(R"({"queries": {"Tibet.D": {"query": "select 1"},
                         "../\u00e4 `x": {"query": "select 1"},
                         "a-B_9": {"query": "select 1"}}})",
                     "test");
  EXPECT_THAT(ids(catalogue), ElementsAre("Tibet_D", "______x", "a-B_9"));
  EXPECT_THAT(failure(R"({"queries": {"a.b": {"query": "select 1"},
                                      "a b": {"query": "select 1"}}})"),
              HasSubstr("query 'a_b': another query has the same name"));
}

TEST(Pack, IsRefusedWhereATerminalWouldShowAnotherQuery) {
  for (const auto* sql :
       {"select 1 \\u001b[2K", "select 1 \\u0008", "select 1 \\u202e x",
        "select 1 \u200b", "select \u009b", "select 1 \\u2066"}) {
    EXPECT_THAT(failure(R"({"queries": {"q": {"query": ")" + std::string(sql) +
                        "\"}}}"),
                HasSubstr("'query' has characters"))
        << sql;
  }
  EXPECT_THAT(query_failure(R"("value": "a\nb")"),
              HasSubstr("'value' has characters"));
  EXPECT_EQ(query_with(R"(, "value": "caf\u00e9 \u2013 \ud83d\ude00")").purpose,
            "café – 😀");
}

TEST(Catalogue, RefusesATwigThatIsThereAlready) {
  auto catalogue = Catalogue::built_in();
  try {
    catalogue.add_pack(R"({"queries": {"new": {"query": "select 1"},
                           "crontab": {"query": "select 2"}}})",
                       "p.json");
    FAIL();
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(),
                 "cannot use pack 'p.json': query 'crontab' is in the "
                 "catalogue already");
  }
  EXPECT_EQ(catalogue.find("new"), nullptr);
}

TEST(Catalogue, AddsThePacksOfAFolderByName) {
  const TempDir dir;
  write_file(dir / "20.json", R"({"queries": {"b": {"query": "select 1"}}})");
  write_file(dir / "10.json", R"({"queries": {"z": {"query": "select 1"}}})");
  write_file(dir / "10.json.bak", "no pack");
  write_file(dir / ".hidden.json", "no pack");
  Catalogue catalogue;
  catalogue.add_directory(dir.path());
  EXPECT_THAT(ids(catalogue), ElementsAre("z", "b"));
}

TEST(Catalogue, TakesAMissingFolderForAnEmptyOne) {
  const TempDir dir;
  Catalogue catalogue;
  catalogue.add_directory(dir / "catalogue.d");
  EXPECT_THAT(catalogue.twigs(), IsEmpty());
}

TEST(Catalogue, RefusesAPackThatIsTooLong) {
  const TempDir dir;
  write_file(dir / "a.json", std::string((1 << 20) + 1, ' '));
  Catalogue catalogue;
  EXPECT_THROW(catalogue.add_directory(dir.path()), Error);
}

}  // namespace
}  // namespace flk
