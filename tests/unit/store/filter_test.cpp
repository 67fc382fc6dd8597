// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/store/filter.hpp>

#include <gtest/gtest.h>

namespace flk {
namespace {

TEST(GlobMatch, TakesAStarForAnyCharacters) {
  EXPECT_TRUE(glob_match("flock-*", "flock-2026-11-23"));
  EXPECT_TRUE(glob_match("flock-*", "flock-"));
  EXPECT_TRUE(glob_match("*-11-*", "flock-2026-11-23"));
  EXPECT_TRUE(glob_match("*", ""));
  EXPECT_TRUE(glob_match("a*b*c", "aXbXbXc"));
  EXPECT_TRUE(glob_match("flock-undated", "flock-undated"));
  EXPECT_FALSE(glob_match("flock-*", "flock_users"));
  EXPECT_FALSE(glob_match("a*b*c", "acb"));
  EXPECT_FALSE(glob_match("ab*ba", "aba"));
  EXPECT_FALSE(glob_match("", "a"));
}

TEST(IndexPatterns, TakeWhatOneMatchesAndNoneTakesAway) {
  const IndexPatterns patterns{"flock-*,other,-flock-agent-*"};
  EXPECT_TRUE(patterns.match("flock-2026-11-23"));
  EXPECT_TRUE(patterns.match("other"));
  EXPECT_FALSE(patterns.match("flock-agent-2026-11"));
  EXPECT_FALSE(patterns.match("others"));
  EXPECT_FALSE(IndexPatterns{""}.match("flock-2026-11-23"));
}

TEST(ContentFilter, ComparesTwigAndUser) {
  ScanFilter filter;
  EXPECT_TRUE(ContentFilter{filter}.matches("whatever"));
  filter.twig = "os_version";
  ContentFilter by_twig{filter};
  EXPECT_TRUE(by_twig.matches(R"({"na\u006de":"os_version"})"));
  EXPECT_FALSE(by_twig.matches(R"({"name":"crontab"})"));
  EXPECT_FALSE(by_twig.matches(R"({"columns":{"name":"os_version"}})"));
  filter.user = "ann";
  ContentFilter by_both{filter};
  EXPECT_TRUE(by_both.matches(R"({"name":"os_version","username":"ann"})"));
  EXPECT_FALSE(by_both.matches(R"({"name":"os_version","username":"bob"})"));
}

}  // namespace
}  // namespace flk
