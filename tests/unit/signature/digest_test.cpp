// SPDX-License-Identifier: GPL-3.0-or-later
// Vector: SHA-256 of "abc", FIPS 180-4 example B.1 of its first edition.

#include <flock/signature/digest.hpp>

#include <gtest/gtest.h>
#include <string>

#include <flock/base/encoding.hpp>

namespace flk {
namespace {

TEST(StreamIdText, IsReadAsItIsWritten) {
  const std::string text = "01a206589b8000010203040506070809";
  const auto id = parse_stream_id(text);
  ASSERT_TRUE(id);
  EXPECT_EQ((*id)[0], 0x01);
  EXPECT_EQ((*id)[15], 0x09);
  EXPECT_EQ(to_text(*id), text);
}

TEST(StreamIdText, IsNothingElse) {
  for (const auto* text :
       {"", "01a206589b800001020304050607080",
        "01a206589b80000102030405060708091", "01A206589B8000010203040506070809",
        "01a206589b80000102030405060708zz"}) {
    EXPECT_FALSE(parse_stream_id(text)) << text;
  }
}

TEST(DigestText, IsBase64urlOf32Bytes) {
  const auto digest = digest_of("abc");
  EXPECT_EQ(digest[0], 0xba);
  EXPECT_EQ(digest[31], 0xad);
  const std::string text = "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0";
  EXPECT_EQ(parse_digest(text), digest);
  for (const auto& other : {std::string(), text + "=", text.substr(1),
                            text + "AA", text.substr(1) + "1"}) {
    EXPECT_FALSE(parse_digest(other) == digest) << other;
  }
}

}  // namespace
}  // namespace flk
