// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/base/utf8.hpp>

#include <gtest/gtest.h>
#include <string>

namespace flk {
namespace {

TEST(Utf8, TakesWellFormedCharacters) {
  EXPECT_EQ(utf8_sequence_length("a"), 1u);
  EXPECT_EQ(utf8_sequence_length("\xc3\xa9"), 2u);
  EXPECT_EQ(utf8_sequence_length("\xe2\x82\xac"), 3u);
  EXPECT_EQ(utf8_sequence_length("\xf0\x9f\x98\x80"), 4u);
}

TEST(Utf8, RefusesEveryKindOfMalformedCharacter) {
  for (const auto* text :
       {"\x80", "\xc0\x80", "\xc3", "\xc3(", "\xe0\x80\x80", "\xed\xa0\x80",
        "\xf0\x80\x80\x80", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff",
        "\xe2\x82", "\xf0\x9f\x98"}) {
    EXPECT_EQ(utf8_sequence_length(text), 0u);
    EXPECT_FALSE(is_utf8(text));
  }
}

TEST(Utf8, MakesTextOfAnyBytes) {
  EXPECT_EQ(to_utf8("caf\xe9 \xc3\xa9"), "caf\\xE9 \xc3\xa9");
}

TEST(Utf8, AppendsEveryCodePointAsItIsRead) {
  for (std::uint32_t c = 1; c < 0x110000; c += 97) {
    if (c >= 0xd800 && c < 0xe000) continue;
    std::string text;
    append_utf8(text, c);
    EXPECT_EQ(utf8_sequence_length(text), text.size()) << c;
  }
}

TEST(Utf8, CutsNoCharacter) {
  EXPECT_EQ(utf8_prefix("a\xc3\xa9z", 2), "a");
  EXPECT_EQ(utf8_prefix("a\xc3\xa9z", 3), "a\xc3\xa9");
  EXPECT_EQ(utf8_prefix("abc", 9), "abc");
}

}  // namespace
}  // namespace flk
