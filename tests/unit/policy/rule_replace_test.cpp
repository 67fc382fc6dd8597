// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/policy/rule_replace.hpp>

#include <gtest/gtest.h>
#include <re2/re2.h>
#include <string>

namespace flk {
namespace {

std::string replaced(const std::string& pattern, const std::string& with,
                     const std::string& text, std::size_t max_bytes = 1000) {
  std::string out;
  Replacement{pattern, with, max_bytes}.append(out, text);
  return out;
}

TEST(Replacement, DoesWhatRe2Does) {
  for (const std::string text : {"", "a", "aab", "baa", "a\u00e9 a", "ab12 cd",
                                 "\u00e9", "a\nb", "  "}) {
    for (const std::string pattern : {"a", "a+", "\\b", "(a)|(b)", "[0-9]", "^",
                                      "$", "(?s).", "(.)(.)", "\\C", "\\bx*"}) {
      for (const std::string with : {"", "<\\0>", "\\\\x", "yy"}) {
        auto expected = text;
        re2::RE2::GlobalReplace(&expected, pattern, with);
        EXPECT_EQ(replaced(pattern, with, text), expected)
            << pattern << " with " << with << " in " << text;
      }
    }
  }
}

TEST(Replacement, StopsBehindTheLongestText) {
  EXPECT_EQ(replaced("a", "1234", "aaaa", 6), "1234123");
  EXPECT_EQ(replaced("a", "1234", "a", 4), "1234");
  EXPECT_EQ(replaced("(.+)", "\\1\\1\\1\\1", "abcd", 7), "abcdabcd");
  EXPECT_EQ(replaced("x", "y", "abcdef", 3), "abcd");
}

}  // namespace
}  // namespace flk
