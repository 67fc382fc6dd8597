// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/collect/result_builder.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>

#include <flock/base/utf8.hpp>

namespace flk {
namespace {

using testing::ElementsAre;
using testing::EndsWith;
using testing::StartsWith;

TEST(BoundedText, KeepsWhatFits) {
  EXPECT_EQ(bounded_text("käse", 64), "käse");
  EXPECT_EQ(bounded_text(std::string(64, 'a'), 64), std::string(64, 'a'));
}

TEST(BoundedText, WritesBytesThatAreNoUtf8AsText) {
  EXPECT_EQ(bounded_text("a\xff"
                         "b",
                         64),
            "a\\xFFb");
}

TEST(BoundedText, SaysHowLongWhatItCutsIs) {
  const auto text = bounded_text(std::string(70000, 'a'), 100);
  EXPECT_THAT(text, StartsWith(std::string(60, 'a')));
  EXPECT_THAT(text, EndsWith("a... [cut, 70000 bytes]"));
  EXPECT_LE(text.size(), 100u);
}

TEST(BoundedText, CutsNoCharacter) {
  for (std::size_t bytes = 64; bytes < 70; ++bytes) {
    std::string text;
    for (int i = 0; i < 50; ++i) text += "€";
    const auto cut = bounded_text(text, bytes);
    EXPECT_TRUE(is_utf8(cut)) << cut;
    EXPECT_THAT(cut, EndsWith("€... [cut, 150 bytes]"));
  }
}

TEST(BoundedText, CutsWhatGrowsBeyondTheBoundAsText) {
  const auto text = bounded_text(std::string(64, '\x80'), 64);
  EXPECT_THAT(text, StartsWith("\\x80\\x80"));
  EXPECT_THAT(text, EndsWith("... [cut, 64 bytes]"));
  EXPECT_LE(text.size(), 64u);
}

TEST(BoundedText, DoesNotCutWhatItHasCut) {
  const auto once = bounded_text(std::string(1000, 'a'), 100);
  EXPECT_EQ(bounded_text(once, 100), once);
}

TEST(ResultBuilder, TakesTheLastOfEqualColumns) {
  const EngineOptions options;
  ResultBuilder builder{options};
  builder.set_columns({"a", "b", "a"});
  EXPECT_TRUE(builder.add_row({"1", "2", "3"}));
  const auto result = builder.finish();
  EXPECT_THAT(result.columns, ElementsAre("a", "b"));
  EXPECT_THAT(result.rows, ElementsAre(ElementsAre("3", "2")));
}

TEST(ResultBuilder, FailsBeyondItsRows) {
  EngineOptions options;
  options.max_rows = 2;
  ResultBuilder builder{options};
  builder.set_columns({"a"});
  EXPECT_TRUE(builder.add_row({"1"}));
  EXPECT_TRUE(builder.add_row({"2"}));
  EXPECT_FALSE(builder.add_row({"3"}));
  const auto result = builder.finish();
  EXPECT_EQ(result.failure, "more than 2 rows");
  EXPECT_TRUE(result.rows.empty());
}

TEST(ResultBuilder, FailsBeyondItsBytes) {
  EngineOptions options;
  options.max_result_bytes = 10;
  ResultBuilder builder{options};
  builder.set_columns({"a"});
  EXPECT_TRUE(builder.add_row({"1234567890"}));
  EXPECT_FALSE(builder.add_row({"1"}));
  EXPECT_EQ(builder.finish().failure, "more than 10 bytes of rows");
}

TEST(ResultBuilder, CutsAllLongValuesOfALongRow) {
  EngineOptions options;
  options.max_value_bytes = 1000;
  options.max_row_bytes = 1500;
  ResultBuilder builder{options};
  builder.set_columns({"a", "b", "c"});
  const std::string value(900, 'x');
  EXPECT_TRUE(builder.add_row({value, "short", value}));
  const auto row = builder.finish().rows.at(0);
  EXPECT_THAT(row[0], EndsWith("x... [cut, 900 bytes]"));
  EXPECT_LE(row[0].size(), 500u);
  EXPECT_EQ(row[1], "short");
  EXPECT_EQ(row[2], row[0]);
}

// A row is to fit into a record of 1 MiB, however its bytes are escaped.
TEST(EngineOptions, LeaveRoomForEscapes) {
  const EngineOptions options;
  constexpr std::size_t kLongestEscape = 6;  // \u0001
  EXPECT_LT(options.max_row_bytes * kLongestEscape, std::size_t{900} << 10);
}

}  // namespace
}  // namespace flk
