// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/signature/range_set.hpp>

#include <gtest/gtest.h>
#include <random>
#include <set>
#include <vector>

namespace flk {
namespace {

using Ranges = std::vector<RangeSet::Range>;

RangeSet set_of(const Ranges& ranges) {
  RangeSet set;
  for (const auto& range : ranges) set.add(range.first, range.last);
  return set;
}

TEST(RangeSet, JoinsRangesThatTouch) {
  EXPECT_EQ(set_of({{5, 7}, {1, 2}}).ranges(), (Ranges{{1, 2}, {5, 7}}));
  EXPECT_EQ(set_of({{5, 7}, {8, 8}}).ranges(), (Ranges{{5, 8}}));
  EXPECT_EQ(set_of({{5, 7}, {4, 4}}).ranges(), (Ranges{{4, 7}}));
  EXPECT_EQ(set_of({{1, 2}, {4, 5}, {9, 9}, {3, 8}}).ranges(),
            (Ranges{{1, 9}}));
  EXPECT_EQ(set_of({{1, 9}, {3, 4}}).ranges(), (Ranges{{1, 9}}));
}

TEST(RangeSet, RemovesOneNumber) {
  auto set = set_of({{1, 1}, {5, 9}});
  set.remove(3);
  set.remove(10);
  EXPECT_EQ(set.ranges(), (Ranges{{1, 1}, {5, 9}}));
  set.remove(7);
  EXPECT_EQ(set.ranges(), (Ranges{{1, 1}, {5, 6}, {8, 9}}));
  set.remove(1);
  set.remove(5);
  set.remove(9);
  EXPECT_EQ(set.ranges(), (Ranges{{6, 6}, {8, 8}}));
}

TEST(RangeSet, HoldsTheHighestNumberThatJsonCanHave) {
  constexpr std::uint64_t kHighest = 9223372036854775807;
  auto set = set_of({{2, kHighest}});
  EXPECT_EQ(set.without(set_of({{3, kHighest}})).ranges(), (Ranges{{2, 2}}));
  EXPECT_TRUE(set.without(set_of({{1, kHighest}})).empty());
}

// Against std::set, on many small sets.
TEST(RangeSet, AgreesWithPlainSets) {
  std::mt19937 random{7};
  const auto below = [&](unsigned bound) { return random() % bound; };
  for (int round = 0; round < 2000; ++round) {
    RangeSet sets[2];
    std::set<std::uint64_t> plain[2];
    for (unsigned i = 0; i < 12; ++i) {
      const auto which = below(2);
      const auto first = 1 + below(30);
      if (below(4) == 0) {
        sets[which].remove(first);
        plain[which].erase(first);
        continue;
      }
      const auto last = first + below(5);
      sets[which].add(first, last);
      for (auto n = first; n <= last; ++n) plain[which].insert(n);
    }
    const auto numbers = [](const RangeSet& set) {
      std::set<std::uint64_t> all;
      std::uint64_t before = 0;
      for (const auto& range : set.ranges()) {
        EXPECT_LE(range.first, range.last);
        EXPECT_TRUE(before == 0 || range.first > before + 1);
        for (auto n = range.first; n <= range.last; ++n) all.insert(n);
        before = range.last;
      }
      return all;
    };
    EXPECT_EQ(numbers(sets[0]), plain[0]);
    std::set<std::uint64_t> rest;
    for (const auto n : plain[0]) {
      if (!plain[1].contains(n)) rest.insert(n);
    }
    ASSERT_EQ(numbers(sets[0].without(sets[1])), rest);
  }
}

}  // namespace
}  // namespace flk
