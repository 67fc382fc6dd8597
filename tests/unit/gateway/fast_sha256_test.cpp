// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/gateway/fast_sha256.hpp>

#include <array>
#include <gtest/gtest.h>
#include <string>

#include <flock/base/encoding.hpp>
#include <flock/base/hash.hpp>

namespace flk {
namespace {

std::string hashed(std::string_view bytes) {
  std::array<unsigned char, 32> digest;
  fast_sha256(bytes, digest.data());
  return {digest.begin(), digest.end()};
}

// FIPS 180-2, appendix B.
TEST(FastSha256, MatchesTheStandardsExamples) {
  EXPECT_EQ(to_hex(hashed("abc")),
            "ba7816bf8f01cfea414140de5dae2223"
            "b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(to_hex(hashed(std::string(1000000, 'a'))),
            "cdc76e5c9914fb9281a1c7e284d73e67"
            "f1809a48a497200e046d39ccc7112cd0");
}

TEST(FastSha256, IsLibsodiumsOfEveryLength) {
  std::string text;
  for (int i = 0; i < 300; ++i, text += static_cast<char>(i)) {
    EXPECT_EQ(hashed(text), sha256(text)) << i;
  }
}

}  // namespace
}  // namespace flk
