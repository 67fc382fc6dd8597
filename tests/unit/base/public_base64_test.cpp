// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/base/public_base64.hpp>

#include <gtest/gtest.h>
#include <string>

#include <flock/base/encoding.hpp>

namespace flk {
namespace {

// libsodium's, by encoding.hpp, is the other implementation.
TEST(PublicBase64Url, IsWhatLibsodiumMakes) {
  std::string bytes;
  for (int i = 0; i < 300; ++i) {
    std::string encoded;
    append_public_base64url(encoded, bytes);
    EXPECT_EQ(encoded, to_base64url(bytes));
    EXPECT_EQ(from_public_base64url(encoded), bytes);
    bytes += static_cast<char>(i * 7);
  }
}

TEST(PublicBase64Url, IsAsStrictAsLibsodium) {
  for (const std::string text : {"", "QUJD", "QUI", "QQ"}) {
    for (int c = 0; c < 256; ++c) {
      const auto longer = text + static_cast<char>(c);
      EXPECT_EQ(from_public_base64url(longer), from_base64url(longer)) << c;
      const auto long_tail = longer + "A";
      EXPECT_EQ(from_public_base64url(long_tail), from_base64url(long_tail));
    }
  }
}

}  // namespace
}  // namespace flk
