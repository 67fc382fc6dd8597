// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/auth/token.hpp>

#include <gtest/gtest.h>
#include <string>

#include "support/fake_clock.hpp"

namespace flk {
namespace {

TEST(Token, HasThePredecessorsForm) {
  FakeRandom random;
  EXPECT_EQ(make_token(random), "000102030405060708090a0b0c0d0e0f");
  EXPECT_EQ(make_token(random), "101112131415161718191a1b1c1d1e1f");
  EXPECT_TRUE(is_token(make_token(random)));
}

TEST(Token, OfAnAgentIsLongEnoughAndPlain) {
  EXPECT_TRUE(is_token(std::string(32, 'a')));
  EXPECT_TRUE(is_token("ABCDEFGHIJKLMNOPQRSTUVWXYZabc-_0123456789"));
  EXPECT_TRUE(is_token(std::string(128, 'a')));
  EXPECT_FALSE(is_token(std::string(31, 'a')));
  EXPECT_FALSE(is_token(std::string(129, 'a')));
  EXPECT_FALSE(is_token(std::string(31, 'a') + ":"));
  EXPECT_FALSE(is_token(std::string(31, 'a') + " "));
  EXPECT_FALSE(is_token(""));
}

TEST(Token, IsStoredAsItsSha256) {
  // FIPS 180-4's example "abc", in base64url.
  EXPECT_EQ(hash_token("abc"), "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0");
}

TEST(Token, MatchesItsOwnHashAlone) {
  const auto hash = hash_token("3b0be5105ad4fd89efc3f2420f6074f3");
  EXPECT_TRUE(token_matches("3b0be5105ad4fd89efc3f2420f6074f3", hash));
  EXPECT_FALSE(token_matches("3B0BE5105AD4FD89EFC3F2420F6074F3", hash));
  EXPECT_FALSE(token_matches("", hash));
  EXPECT_FALSE(token_matches("3b0be5105ad4fd89efc3f2420f6074f3", ""));
}

}  // namespace
}  // namespace flk
