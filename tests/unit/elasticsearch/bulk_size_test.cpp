// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/elasticsearch/bulk_size.hpp>

#include <gtest/gtest.h>

namespace flk {
namespace {

constexpr Milliseconds kQuick{50};
constexpr Milliseconds kLate{5000};

TEST(BulkSize, HalvesWhatIsSlowAndGrowsAgain) {
  BulkSize size;
  EXPECT_EQ(size.bytes(), BulkSize::kMost);
  size.answered(size.bytes(), kLate);
  EXPECT_EQ(size.bytes(), BulkSize::kMost / 2);
  for (int i = 0; i < 20; ++i) size.answered(size.bytes(), kQuick);
  EXPECT_EQ(size.bytes(), BulkSize::kMost);
  for (int i = 0; i < 20; ++i) size.answered(size.bytes(), kLate);
  EXPECT_EQ(size.bytes(), BulkSize::kLeast);
}

TEST(BulkSize, LearnsNothingFromShortBodies) {
  BulkSize size;
  size.answered(size.bytes(), kLate);
  for (int i = 0; i < 20; ++i) size.answered(1000, kQuick);
  EXPECT_EQ(size.bytes(), BulkSize::kMost / 2);
}

TEST(BulkSize, StaysBelowWhatWasTooLong) {
  BulkSize size;
  constexpr std::size_t kTooLong = 2 << 20;
  size.too_long(kTooLong);
  EXPECT_EQ(size.bytes(), kTooLong / 2);
  for (int i = 0; i < 20; ++i) size.answered(size.bytes(), kQuick);
  EXPECT_LT(size.bytes(), kTooLong);
  EXPECT_GT(size.bytes(), kTooLong / 2);
}

TEST(BulkSize, TriesLongerOnesAgainAfterLongPatience) {
  BulkSize size;
  constexpr std::size_t kTooLong = 2 << 20;
  size.too_long(kTooLong);
  const auto answer = [&](std::size_t times) {
    for (std::size_t i = 0; i < times; ++i) size.answered(size.bytes(), kQuick);
  };
  answer(100);
  const auto settled = size.bytes();
  answer(BulkSize::kPatience);
  EXPECT_GT(size.bytes(), settled);
  EXPECT_LE(size.bytes(), settled + settled / 8);
  // Still too long: the patience begins anew.
  size.too_long(size.bytes());
  answer(BulkSize::kPatience - 1);
  EXPECT_LE(size.bytes(), settled);
  answer(50 * BulkSize::kPatience);
  EXPECT_EQ(size.bytes(), BulkSize::kMost);
}

TEST(BulkSize, LearnsNothingOfItsCeilingFromShortBodies) {
  BulkSize size;
  size.too_long(2 << 20);
  for (int i = 0; i < 20; ++i) size.answered(size.bytes(), kQuick);
  const auto settled = size.bytes();
  for (std::size_t i = 0; i < 2 * BulkSize::kPatience; ++i) {
    size.answered(settled / 4, kQuick);
  }
  size.answered(settled, kQuick);
  EXPECT_EQ(size.bytes(), settled);
}

}  // namespace
}  // namespace flk
