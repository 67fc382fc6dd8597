// SPDX-License-Identifier: GPL-3.0-or-later
// Vectors: RFC 4648 section 10.

#include <flock/base/encoding.hpp>

#include <gtest/gtest.h>
#include <optional>
#include <string>

#include <flock/base/hash.hpp>

namespace flk {
namespace {

TEST(Encoding, MatchesTheVectorsOfRfc4648) {
  const std::pair<std::string, std::string> base64[] = {{"", ""},
                                                        {"f", "Zg=="},
                                                        {"fo", "Zm8="},
                                                        {"foo", "Zm9v"},
                                                        {"foob", "Zm9vYg=="},
                                                        {"fooba", "Zm9vYmE="},
                                                        {"foobar", "Zm9vYmFy"}};
  for (const auto& [bytes, text] : base64) {
    EXPECT_EQ(to_base64(bytes), text);
    EXPECT_EQ(from_base64(text), bytes);
  }
  EXPECT_EQ(to_hex("foobar"), "666f6f626172");
  EXPECT_EQ(from_hex("666F6f626172"), "foobar");
}

TEST(Encoding, WritesBase64urlWithoutPadding) {
  EXPECT_EQ(to_base64url("\xfb\xff\xfe!"), "-__-IQ");
  EXPECT_EQ(from_base64url("-__-IQ"), "\xfb\xff\xfe!");
}

TEST(Encoding, RefusesWhatIsNotExactlyEncoded) {
  EXPECT_EQ(from_base64("Zg"), std::nullopt);
  EXPECT_EQ(from_base64("Zm9v\n"), std::nullopt);
  EXPECT_EQ(from_base64("Zh=="), std::nullopt) << "stray bits";
  EXPECT_EQ(from_base64url("Zg=="), std::nullopt);
  EXPECT_EQ(from_base64url("+/"), std::nullopt);
  EXPECT_EQ(from_hex("abc"), std::nullopt);
  EXPECT_EQ(from_hex("zz"), std::nullopt);
}

// FIPS 180-4, the examples published with it.
TEST(Hash, MatchesThePublishedVectorsOfSha256) {
  EXPECT_EQ(to_hex(sha256("abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(to_hex(sha256("")),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(to_hex(sha256(
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

TEST(Decoders, TakeNoByteForTheOneWithoutItsHighBit) {
  for (std::string text : {"+/+/", "-_-_", "AAAA"}) {
    ASSERT_TRUE(from_base64(text) || from_base64url(text));
    text[1] = static_cast<char>(text[1] | 0x80);
    EXPECT_FALSE(from_base64(text)) << text;
    EXPECT_FALSE(from_base64url(text)) << text;
  }
}

}  // namespace
}  // namespace flk
