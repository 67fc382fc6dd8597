// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/policy/policy_source.hpp>

#include <gtest/gtest.h>
#include <string>

#include <flock/base/error.hpp>

namespace flk {
namespace {

std::string error_of(const std::string& text) {
  try {
    const PolicySource source{text, "p"};
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::config);
    return error.what();
  }
  return "";
}

TEST(PolicySource, TakesCommentsWhereverWhiteSpaceMayStand) {
  const PolicySource source{
      "// one\n{/* two\n */\"a\":1,// three\n\"b//c\" : \"/* d */\"} // four",
      "p"};
  EXPECT_EQ(source.root().find("a")->integer(), 1);
  EXPECT_EQ(source.root().find("b//c")->decoded(), "/* d */");
}

TEST(PolicySource, NamesLineAndColumnInCharacters) {
  EXPECT_EQ(error_of("{\n  \"a\": 1,\n  \"\u00e9\": tru\n}"),
            "p: line 3, column 8: neither a value nor a number");
  EXPECT_EQ(error_of("{\"a\":1,\n\"a\":2}"),
            "p: line 2, column 6: duplicate key 'a'");
  EXPECT_EQ(error_of(""), "p: line 1, column 1: empty");
  EXPECT_EQ(error_of("{/* \u00e9 */ \"a\" 1}"),
            "p: line 1, column 14: ':' is missing");
}

TEST(PolicySource, RefusesWhatIsNotClosedAndWhatIsNoUtf8WhereItStands) {
  EXPECT_EQ(error_of("{ \"a }\n"),
            "p: line 1, column 3: a string is not closed on its line");
  EXPECT_EQ(error_of("{ \"a\\\" }"),
            "p: line 1, column 3: a string is not closed on its line");
  EXPECT_EQ(error_of("{}\n /* "),
            "p: line 2, column 2: a comment is not closed");
  EXPECT_EQ(error_of("{ / }"),
            "p: line 1, column 3: neither a value nor a comment");
  EXPECT_EQ(error_of("{ # }"), "p: line 1, column 3: a key is missing");
  EXPECT_EQ(error_of("{\n\"\xff\":1}"), "p: line 2, column 2: invalid UTF-8");
}

TEST(PolicySource, FailsAtTheValueInQuestion) {
  const PolicySource source{"{\"a\":\n  [1]}", "p"};
  const auto value = *source.root().find("a");
  EXPECT_THROW(
      {
        try {
          source.fail(value, "is no text");
        } catch (const Error& error) {
          EXPECT_STREQ(error.what(), "p: line 2, column 3: is no text");
          throw;
        }
      },
      Error);
}

}  // namespace
}  // namespace flk
