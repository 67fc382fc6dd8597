// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/gateway/body_budget.hpp>

#include <gtest/gtest.h>

namespace flk {
namespace {

TEST(BodyBudget, BoundsWhatAllHaveTogether) {
  BodyBudget budget{100, 60};
  EXPECT_TRUE(budget.take("ann", 60));
  EXPECT_FALSE(budget.take("bob", 41));
  EXPECT_TRUE(budget.take("bob", 40));
  EXPECT_FALSE(budget.take("eve", 1));
  budget.give_back("ann", 10);
  EXPECT_TRUE(budget.take("eve", 10));
}

TEST(BodyBudget, LeavesSomethingForOthers) {
  BodyBudget budget{100, 60};
  EXPECT_TRUE(budget.take("ann", 30));
  EXPECT_TRUE(budget.take("ann", 30));
  EXPECT_FALSE(budget.take("ann", 1));
  EXPECT_TRUE(budget.take("ann", 0));
  EXPECT_TRUE(budget.take("bob", 40));
  budget.give_back("ann", 60);
  EXPECT_TRUE(budget.take("ann", 60));
}

TEST(BodyShare, TakesAsItGrowsAndGivesAllBack) {
  BodyBudget budget{100, 60};
  BodyShare share{budget};
  share.begin("ann");
  EXPECT_TRUE(share.grow_to(20));
  EXPECT_TRUE(share.grow_to(60));
  EXPECT_FALSE(share.grow_to(61));
  EXPECT_FALSE(budget.take("ann", 1));
  share.begin("bob");
  EXPECT_TRUE(budget.take("ann", 60));
  EXPECT_TRUE(share.grow_to(40));
  EXPECT_FALSE(budget.take("eve", 1));
  share.give_back();
  EXPECT_TRUE(budget.take("eve", 40));
}

TEST(BodyShare, OfNobodyTakesNothing) {
  BodyBudget budget{100, 60};
  BodyShare share{budget};
  EXPECT_TRUE(share.grow_to(1000));
  EXPECT_TRUE(budget.take("ann", 60));
}

}  // namespace
}  // namespace flk
