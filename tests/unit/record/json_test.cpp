// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/record/json.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace flk {
namespace {

std::string error_of(std::string text) {
  JsonParser parser;
  return parser.parse(text) ? "" : parser.error();
}

TEST(JsonParser, KeepsTheBytesOfEveryValue) {
  const std::string text =
      R"( {"a": 18446744073709551616 ,"b":[1.50e1, "\u00e9\/" ],"c":{} } )";
  JsonParser parser;
  const auto value = parser.parse(text);
  ASSERT_TRUE(value);
  EXPECT_EQ(value->find("a")->raw(), "18446744073709551616");
  EXPECT_EQ(value->find("b")->raw(), R"([1.50e1, "\u00e9\/" ])");
  EXPECT_EQ(value->find("c")->raw(), "{}");
  EXPECT_EQ(value->find("d"), std::nullopt);
}

TEST(JsonParser, ComparesKeysDecoded) {
  const std::string text = R"({"pa\u0074h":1})";
  JsonParser parser;
  const auto value = parser.parse(text);
  ASSERT_TRUE(value->find("path"));
  EXPECT_EQ(value->find("path")->integer(), 1);
  EXPECT_FALSE(value->find("pa\\u0074h"));
}

TEST(JsonParser, WalksMembersAndElementsInTheirOrder) {
  const std::string text = R"({"a":[1,[2],{"x":3}],"b":null})";
  JsonParser parser;
  const auto value = parser.parse(text);
  std::string keys;
  for (const auto member : value->members()) keys += member.key.decoded();
  EXPECT_EQ(keys, "ab");
  std::vector<std::string> elements;
  for (const auto element : value->find("a")->elements()) {
    elements.emplace_back(element.raw());
  }
  EXPECT_THAT(elements, testing::ElementsAre("1", "[2]", R"({"x":3})"));
  for (const auto element : value->find("b")->elements()) {
    ADD_FAILURE() << element.raw();
  }
}

TEST(JsonParser, DecodesStrings) {
  const std::string text = R"(["a\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00\u0000"])";
  JsonParser parser;
  const auto value = *parser.parse(text)->elements().begin();
  EXPECT_EQ(value.decoded(), std::string("a\"\\/\b\f\n\r\t\xc3\xa9"
                                         "\xf0\x9f\x98\x80\0",
                                         16));
}

TEST(JsonParser, ReadsIntegersThatFit) {
  const std::string text = R"([-5, 9223372036854775807, 1e3, 1.0, "1"])";
  JsonParser parser;
  std::vector<std::optional<std::int64_t>> found;
  const auto value = parser.parse(text);
  for (const auto element : value->elements())
    found.push_back(element.integer());
  EXPECT_THAT(found, testing::ElementsAre(-5, 9223372036854775807, std::nullopt,
                                          std::nullopt, std::nullopt));
}

TEST(JsonParser, NamesWhatIsWrong) {
  EXPECT_EQ(error_of(""), "empty");
  EXPECT_EQ(error_of("  "), "empty");
  EXPECT_EQ(error_of("{\"a\":\"\xff\"}"), "invalid UTF-8");
  EXPECT_EQ(error_of("{\"a\":\"\n\"}"),
            "a control character in a string is not escaped");
  EXPECT_EQ(error_of(R"({"a)"), "a string is not closed");
  EXPECT_EQ(error_of(R"({"a":1)"), "',' or '}' is missing");
  EXPECT_EQ(error_of(R"({"a" 1})"), "':' is missing");
  EXPECT_EQ(error_of(R"({"a":1,})"), "a key is missing");
  EXPECT_EQ(error_of(R"([1,])"), "a value is missing");
  EXPECT_EQ(error_of(R"([1 2])"), "',' or ']' is missing");
  EXPECT_EQ(error_of(R"({}{})"), "text behind the value");
  EXPECT_EQ(error_of(R"({"a":tru})"), "neither a value nor a number");
  EXPECT_EQ(error_of(R"(["\x"])"), "an invalid escape in a string");
}

TEST(JsonParser, RefusesRepeatedKeysAtAnyDepthComparedDecoded) {
  EXPECT_EQ(error_of(R"({"a":1,"b":2,"\u0061":3})"), "duplicate key 'a'");
  EXPECT_EQ(error_of(R"({"x":[{"k":1,"k":1}]})"), "duplicate key 'k'");
  EXPECT_EQ(error_of(R"({"a":{"a":{"a":1}},"b":{"a":1}})"), "");
  std::string many = "{";
  for (int i = 0; i < 40; ++i) many += "\"k" + std::to_string(i) + "\":1,";
  EXPECT_EQ(error_of(many + "\"k40\":1}"), "");
  EXPECT_EQ(error_of(many + "\"k17\":1}"), "duplicate key 'k17'");
}

TEST(JsonParser, RefusesWhatIsNestedTooDeep) {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  EXPECT_EQ(error_of(nested(64)), "");
  EXPECT_EQ(error_of(nested(65)), "nested deeper than 64");
  EXPECT_EQ(error_of(nested(100000)), "nested deeper than 64");
}

TEST(JsonParser, RefusesNumbersThatNoDoubleHoldsAndLoneSurrogates) {
  EXPECT_EQ(error_of("[1e308, 1e-999, 0.1e309]"), "");
  EXPECT_EQ(error_of("[1e309]"), "a number that overflows a double");
  EXPECT_EQ(error_of("[" + std::string(400, '9') + "]"),
            "a number that overflows a double");
  for (const auto* text :
       {R"(["\ud800"])", R"(["\udc00"])", R"(["\ud800\u0041"])",
        R"({"\ud800":1})", R"(["\ud83d\ud83d"])", R"(["\ud8"])"}) {
    EXPECT_EQ(error_of(text), "an invalid escape in a string") << text;
  }
}

// nlohmann's parser as the second opinion: whatever it accepts is accepted
// with the same value, and the other way round, but for what ours refuses on
// purpose.
bool second_opinion(const std::string& text, nlohmann::json& value) {
  std::vector<std::set<std::string>> keys;
  bool repeated = false;
  const auto watch = [&](int, nlohmann::json::parse_event_t event,
                         nlohmann::json& parsed) {
    using Event = nlohmann::json::parse_event_t;
    if (event == Event::object_start) keys.emplace_back();
    if (event == Event::object_end) keys.pop_back();
    if (event == Event::key) {
      repeated |= !keys.back().insert(parsed.get<std::string>()).second;
    }
    return true;
  };
  value = nlohmann::json::parse(text, watch, false);
  return !value.is_discarded() && !repeated;
}

TEST(JsonParser, AgreesWithAnotherParserOnMutatedTexts) {
  const std::string seeds[] = {
      R"({"name":"os","n":[1,-2.5e3,0,true,false,null],"c":{"a":"x\n\u00e9","b":{}},"d":[]})",
      R"( [ "a" , "b\\" , "\"" , {"k":"v" , "l" : 12} , [ [ ] ] ] )",
      R"({"a":"\ud83d\ude00","\u0061b":-0.0,"":"","x":1E+2})"};
  const std::string bytes = "{}[],:\"\\ u0019.-+eEtrfalsn\n\t\x01\xc3\xa9\xff";
  std::mt19937 random{42};
  JsonParser parser;
  for (int i = 0; i < 200000; ++i) {
    std::string text = seeds[random() % std::size(seeds)];
    for (auto changes = 1 + random() % 3; changes > 0; --changes) {
      const auto at = random() % text.size();
      const char c = bytes[random() % bytes.size()];
      switch (random() % 3) {
        case 0:
          text[at] = c;
          break;
        case 1:
          text.insert(at, 1, c);
          break;
        default:
          text.erase(at, 1);
      }
      if (text.empty()) text = "0";
    }
    nlohmann::json expected;
    const bool accepted = second_opinion(text, expected);
    const auto value = parser.parse(text);
    ASSERT_EQ(value.has_value(), accepted) << text << "\n" << parser.error();
    if (value) {
      ASSERT_EQ(nlohmann::json::parse(value->raw()), expected) << text;
    }
  }
}

}  // namespace
}  // namespace flk
