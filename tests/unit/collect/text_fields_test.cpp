// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/collect/text_fields.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace flk {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Words, AreThePiecesBetweenAnySeparators) {
  EXPECT_THAT(words("  a\tb  c\n"), ElementsAre("a", "b", "c"));
  EXPECT_THAT(words("a,b;;c", ",;"), ElementsAre("a", "b", "c"));
  EXPECT_THAT(words(" \t "), IsEmpty());
  EXPECT_THAT(words(""), IsEmpty());
}

TEST(Fields, CanBeEmpty) {
  EXPECT_THAT(fields("a::b:", ':'), ElementsAre("a", "", "b", ""));
  EXPECT_THAT(fields("", ':'), ElementsAre(""));
}

TEST(Lines, AreTrimmedAndNotBlank) {
  EXPECT_THAT(lines("a \r\n\n \t\n  b"), ElementsAre("a", "b"));
}

TEST(KeyValue, SplitsAtTheFirstSeparator) {
  const auto entry = key_value(" Exec = a=b ", '=');
  ASSERT_TRUE(entry);
  EXPECT_EQ(entry->key, "Exec");
  EXPECT_EQ(entry->value, "a=b");
  EXPECT_FALSE(key_value("Exec", '='));
}

TEST(Integer, IsAllOfTheText) {
  EXPECT_EQ(integer("-12"), -12);
  EXPECT_EQ(integer("0A", 16), 10);
  for (const auto* text : {"", "1x", " 1", "1.5", "9223372036854775808"}) {
    EXPECT_FALSE(integer(text)) << text;
  }
}

}  // namespace
}  // namespace flk
