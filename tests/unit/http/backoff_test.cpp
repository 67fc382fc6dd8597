// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/http/backoff.hpp>

#include <gtest/gtest.h>
#include <limits>

#include "support/fake_clock.hpp"

namespace flk {
namespace {

constexpr BackoffOptions kOptions{Milliseconds{500}, Milliseconds{2000},
                                  Milliseconds{10000}};

TEST(Backoff, DoublesTheLongestWaitUpToTheCap) {
  FakeClock clock;
  FakeRandom highest;
  Backoff backoff{kOptions, clock, highest};
  for (const int expected : {500, 1000, 2000, 2000}) {
    EXPECT_EQ(backoff.next(), Milliseconds{expected});
  }
}

TEST(Backoff, DrawsEachWaitFromZeroUp) {
  FakeClock clock;
  Backoff backoff{kOptions, clock, system_random()};
  bool differ = false;
  const auto first = *backoff.next();
  for (int i = 0; i < 50; ++i) {
    backoff.reset();
    const auto wait = *backoff.next();
    EXPECT_GE(wait, Milliseconds{0});
    EXPECT_LE(wait, kOptions.base);
    differ = differ || wait != first;
  }
  EXPECT_TRUE(differ);
}

TEST(Backoff, WaitsAsLongAsTheServerAsks) {
  FakeClock clock;
  FakeRandom highest;
  Backoff backoff{kOptions, clock, highest};
  EXPECT_EQ(backoff.next(Seconds{7}), Milliseconds{7000});
}

TEST(Backoff, GivesUpWhereTheWaitEndsBehindTheDeadline) {
  FakeClock clock;
  FakeRandom highest;
  Backoff backoff{kOptions, clock, highest};
  EXPECT_FALSE(backoff.next(Seconds{11}));
  clock.advance(Milliseconds{9500});
  EXPECT_FALSE(backoff.next());
  backoff.reset();
  EXPECT_EQ(backoff.next(), Milliseconds{500});
}

TEST(Backoff, TakesNoRetryAfterBeyondADay) {
  FakeClock clock;
  FakeRandom highest;
  Backoff backoff{
      {Milliseconds{1}, Milliseconds{1}, Seconds{100000}}, clock, highest};
  EXPECT_EQ(backoff.next(Seconds{std::numeric_limits<std::int64_t>::max()}),
            Seconds{86400});
}

TEST(Backoff, SaysHowMuchTimeIsLeft) {
  FakeClock clock;
  FakeRandom highest;
  const Backoff backoff{kOptions, clock, highest};
  EXPECT_EQ(backoff.left(), kOptions.deadline);
  clock.advance(Milliseconds{4000});
  EXPECT_EQ(backoff.left(), kOptions.deadline - Milliseconds{4000});
  clock.advance(std::chrono::hours{1});
  EXPECT_EQ(backoff.left(), Milliseconds{0});
}

TEST(Backoff, DoesNotOverflowAfterManyAttempts) {
  FakeClock clock;
  FakeRandom highest;
  Backoff backoff{
      {Milliseconds{500}, Milliseconds{2000}, Milliseconds{1 << 30}},
      clock,
      highest};
  for (int i = 0; i < 100; ++i) {
    EXPECT_LE(*backoff.next(), Milliseconds{2000});
  }
}

}  // namespace
}  // namespace flk
