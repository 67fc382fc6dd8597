// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/gateway/known_tokens.hpp>

#include <gtest/gtest.h>
#include <string>

namespace flk {
namespace {

TEST(KnownTokens, KnowsThePairAndNoOther) {
  KnownTokens known;
  EXPECT_FALSE(known.has({"ann", "t"}));
  known.add({"ann", "t"});
  EXPECT_TRUE(known.has({"ann", "t"}));
  EXPECT_FALSE(known.has({"ann", "u"}));
  EXPECT_FALSE(known.has({"bob", "t"}));
}

TEST(KnownTokens, ForgetsTheOldestInBoundedMemory) {
  KnownTokens known{10};
  for (int i = 0; i < 100; ++i) known.add({"ann", std::to_string(i)});
  int count = 0;
  for (int i = 0; i < 100; ++i) count += known.has({"ann", std::to_string(i)});
  EXPECT_GE(count, 10);
  EXPECT_LE(count, 20);
  for (int i = 90; i < 100; ++i) {
    EXPECT_TRUE(known.has({"ann", std::to_string(i)})) << i;
  }
}

}  // namespace
}  // namespace flk
