// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/gateway/python_json.hpp>

#include <array>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <random>
#include <string>
#include <vector>

#include <flock/record/json.hpp>

namespace flk {
namespace {

using testing::ElementsAre;

struct Read {
  std::vector<std::string> elements;
  bool whole;
};

Read read(std::string_view text) {
  PythonArray array{text};
  Read out{};
  while (const auto element = array.next()) {
    out.elements.emplace_back(*element);
  }
  out.whole = array.is_whole();
  return out;
}

std::string nested(std::size_t depth) {
  return "[" + std::string(depth, '[') + std::string(depth, ']') + "]";
}

TEST(PythonArray, GivesItsElementsAsTheyStand) {
  const auto found =
      read(" [ {\"a\" : [1, {}]} ,\n-0.5E+7,\"x,]\\\"\",[],null,true,false]\t");
  EXPECT_TRUE(found.whole);
  EXPECT_THAT(found.elements,
              ElementsAre("{\"a\" : [1, {}]}", "-0.5E+7", "\"x,]\\\"\"", "[]",
                          "null", "true", "false"));
}

// Each of these was taken by json.loads() of Python 3.11.
TEST(PythonArray, TakesWhatOnlyPythonTakes) {
  for (const std::string text :
       {R"(["\ud800"])", R"(["\udc00\ud800"])", R"([{"a":1,"a":2}])", "[NaN]",
        "[Infinity]", "[-Infinity]", "[1e999]", "[-1e999]"}) {
    EXPECT_TRUE(read(text).whole) << text;
  }
  EXPECT_TRUE(read(nested(PythonJson::kMaxDepth)).whole);
}

// And each of these was not.
TEST(PythonArray, TakesNothingElse) {
  for (const std::string text : {"",
                                 "[",
                                 "[]",
                                 "{}",
                                 "1",
                                 "[1",
                                 "[1,",
                                 "[1,]",
                                 "[,1]",
                                 "[1 2]",
                                 "[1]x",
                                 "[01]",
                                 "[+1]",
                                 "[1.]",
                                 "[.5]",
                                 "[1e]",
                                 "[-]",
                                 "[nan]",
                                 "[-NaN]",
                                 "[Infinit]",
                                 "[tru]",
                                 "[\"]",
                                 "[\"\t\"]",
                                 "[\"\\x\"]",
                                 "[\"\\u12g4\"]",
                                 "[\"\\u12",
                                 "[\"\\",
                                 "['a']",
                                 "[{]",
                                 "[{1:2}]",
                                 "[{\"a\"}]",
                                 "[{\"a\":}]",
                                 "[{\"a\":1,}]",
                                 "[{\"a\":1]",
                                 "[[1}]",
                                 "[\"\xff\"]",
                                 "[\"\xed\xa0\x80\"]"}) {
    EXPECT_FALSE(read(text).whole) << text;
  }
  EXPECT_FALSE(read(nested(PythonJson::kMaxDepth + 1)).whole);
}

// Texts of random tokens, of which some thousands are arrays.
TEST(PythonArray, TakesWhateverOurParserTakesAndCutsItAlike) {
  constexpr std::array<std::string_view, 16> kTokens{
      "[",  "]",  "[",       "]",    ",",          ",",   "{\"a\":", "}",
      "{}", "-1", "\"\\n\"", "true", "\"x\\\"]\"", "1e2", " ",       "\"b\":"};
  JsonParser parser;
  std::mt19937 random{1};
  int taken = 0;
  for (int i = 0; i < 200000; ++i) {
    std::string text = "[";
    for (auto n = random() % 8; n > 0; --n) {
      text += kTokens[random() % kTokens.size()];
    }
    text += "]";
    const auto array = parser.parse(text);
    if (!array || text.find_first_not_of("[] ") == std::string::npos) continue;
    std::vector<std::string> elements;
    for (const auto element : array->elements()) {
      elements.emplace_back(element.raw());
    }
    const auto found = read(text);
    EXPECT_TRUE(found.whole) << text;
    EXPECT_EQ(found.elements, elements) << text;
    ++taken;
  }
  EXPECT_GT(taken, 1000);
}

TEST(LastMember, IsTheOneThatCounts) {
  EXPECT_EQ(last_member(R"({"a":1, "b":{"a":2},"a" : [3] ,"c":4})", "a"),
            "[3]");
  EXPECT_EQ(last_member(R"({"\u0061":"\ud800","\ud800":1})", "a"),
            R"("\ud800")");
  EXPECT_EQ(last_member(R"({"b":1})", "a"), std::nullopt);
  EXPECT_EQ(last_member(R"({})", "a"), std::nullopt);
  EXPECT_EQ(last_member(R"(["a",1])", "a"), std::nullopt);
}

}  // namespace
}  // namespace flk
