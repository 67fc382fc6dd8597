// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/gateway/rate_limit.hpp>

#include <gtest/gtest.h>

namespace flk {
namespace {

constexpr Milliseconds kNow{1795417200000};

TEST(RateLimit, LetsAMinutesWorthThroughAndSaysHowLongToWait) {
  RateLimit limit{6};
  for (int i = 0; i < 6; ++i) EXPECT_FALSE(limit.take("ann", kNow));
  EXPECT_EQ(limit.take("ann", kNow), Seconds{10});
  EXPECT_FALSE(limit.take("bob", kNow));
  EXPECT_EQ(limit.take("ann", kNow + Seconds{9}), Seconds{1});
  EXPECT_FALSE(limit.take("ann", kNow + Seconds{10}));
  EXPECT_TRUE(limit.take("ann", kNow + Seconds{10}));
}

TEST(RateLimit, SavesUpNoMoreThanAMinutesWorth) {
  RateLimit limit{2};
  limit.take("ann", kNow);
  const auto later = kNow + std::chrono::hours{1};
  EXPECT_FALSE(limit.take("ann", later));
  EXPECT_FALSE(limit.take("ann", later));
  EXPECT_TRUE(limit.take("ann", later));
}

TEST(RateLimit, GainsNothingFromAClockThatGoesBack) {
  RateLimit limit{1};
  limit.take("ann", kNow);
  EXPECT_TRUE(limit.take("ann", kNow - std::chrono::hours{1}));
}

TEST(RateLimit, HasNoLimitAtZero) {
  RateLimit limit{0};
  for (int i = 0; i < 1000; ++i) EXPECT_FALSE(limit.take("ann", kNow));
}

TEST(RateLimit, CountsNoMoreKeysThanItMay) {
  RateLimit limit{1, Milliseconds{60000}, 2};
  limit.take("a", kNow);
  limit.take("b", kNow);
  EXPECT_FALSE(limit.take("c", kNow));
  EXPECT_FALSE(limit.take("c", kNow));  // not counted
  EXPECT_TRUE(limit.take("a", kNow));
  const auto later = kNow + std::chrono::minutes{2};
  EXPECT_FALSE(limit.take("c", later));  // the others' are full again
  EXPECT_TRUE(limit.take("c", later));
}

TEST(RateLimit, TellsTheWaitAndCountsNothing) {
  RateLimit limit{1};
  const Milliseconds now{1000};
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(limit.wait("ann", now));
  EXPECT_FALSE(limit.take("ann", now));
  for (int i = 0; i < 3; ++i) EXPECT_EQ(limit.wait("ann", now), Seconds{60});
  EXPECT_FALSE(limit.wait("ann", now + Milliseconds{60000}));
  EXPECT_FALSE(limit.take("ann", now + Milliseconds{60000}));
}

TEST(RateLimit, CountsByTheHourToo) {
  RateLimit limit{2, std::chrono::hours{1}};
  const Milliseconds now{1000};
  for (int i = 0; i < 2; ++i) EXPECT_FALSE(limit.take("ann", now));
  EXPECT_EQ(limit.take("ann", now), Seconds{1800});
}

}  // namespace
}  // namespace flk
