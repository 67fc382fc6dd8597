// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/policy/name_order.hpp>

#include <gtest/gtest.h>
#include <map>
#include <string>

namespace flk {
namespace {

TEST(NameOrder, FindsNamesInWhateverOrderTheyCome) {
  NameOrder names;
  EXPECT_EQ(names.find("a"), NameOrder::kNone);
  EXPECT_EQ(names.add("a"), 0u);
  EXPECT_EQ(names.add("bb"), 1u);
  EXPECT_EQ(names.add("a name of more than sixteen"), 2u);
  const std::map<char, std::string> spelt{{'a', "a"},
                                          {'b', "bb"},
                                          {'c', "a name of more than sixteen"},
                                          {'x', "x"}};
  const std::map<char, std::size_t> index{
      {'a', 0}, {'b', 1}, {'c', 2}, {'x', NameOrder::kNone}};
  for (const std::string order : {"abc", "cba", "acb", "aab", "bcx", "xxa"}) {
    for (int again = 0; again < 3; ++again) {
      for (const char c : order) {
        EXPECT_EQ(names.find(spelt.at(c)), index.at(c)) << order << c;
      }
    }
  }
  EXPECT_EQ(names.find(""), NameOrder::kNone);
  EXPECT_EQ(names.find("a name of more than sixtee"), NameOrder::kNone);
}

TEST(NameOrder, TellsAStrangerFromWhatFollowsHere) {
  NameOrder names;
  names.add("a");
  names.add("b");
  EXPECT_EQ(names.find("a"), 0u);
  EXPECT_EQ(names.find("stranger"), NameOrder::kNone);
  EXPECT_EQ(names.find("b"), 1u);
  EXPECT_EQ(names.find("a"), 0u);
  EXPECT_EQ(names.find("stranger"), NameOrder::kNone);
  EXPECT_EQ(names.find("another"), NameOrder::kNone);
  EXPECT_EQ(names.find("b"), 1u);
  EXPECT_EQ(names.find("a"), 0u);
  EXPECT_EQ(names.add("another"), 2u);
  EXPECT_EQ(names.find("another"), 2u);
}

}  // namespace
}  // namespace flk
