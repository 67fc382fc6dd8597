// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/auth/basic.hpp>

#include <gtest/gtest.h>
#include <optional>
#include <string>

#include <flock/base/encoding.hpp>

namespace flk {
namespace {

std::optional<BasicCredentials> parse_pair(const std::string& pair) {
  return parse_basic("Basic " + to_base64(pair));
}

TEST(Basic, SplitsAtTheFirstColon) {
  const auto credentials = parse_pair("ann-laptop:to:ken");
  ASSERT_TRUE(credentials);
  EXPECT_EQ(credentials->user, "ann-laptop");
  EXPECT_EQ(credentials->token, "to:ken");
}

TEST(Basic, DoesNotCountTheSchemesCaseNorSpaces) {
  for (const auto* header : {"basic YW5uOng=", "BASIC YW5uOng=",
                             "Basic   YW5uOng=", " Basic YW5uOng= "}) {
    EXPECT_TRUE(parse_basic(header)) << header;
  }
}

TEST(Basic, IsNothingWithoutASoundPair) {
  for (const auto* header :
       {"", "Basic", "Basic ", "Digest YW5uOng=", "YW5uOng=", "Basic YW5uOng",
        "Basic !!!!", "Basicx YW5uOng=", "Bearer YW5uOng="}) {
    EXPECT_FALSE(parse_basic(header)) << header;
  }
  EXPECT_FALSE(parse_pair("ann"));
  EXPECT_FALSE(parse_pair("ann:"));
  EXPECT_FALSE(parse_pair(":token"));
  EXPECT_FALSE(parse_pair("a b:token"));
  EXPECT_FALSE(parse_pair("\xff\xfe:token"));
}

}  // namespace
}  // namespace flk
