// SPDX-License-Identifier: GPL-3.0-or-later
// Vectors: RFC 8785 sections 3.2.2, 3.2.3 and appendix B.

#include <flock/record/canonical.hpp>

#include <cstring>
#include <fstream>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <string>

namespace flk {
namespace {

std::string canonical_of(std::string text) {
  JsonParser parser;
  const auto value = parser.parse(text);
  return value ? canonical(*value) : parser.error();
}

TEST(Canonical, MatchesTheExampleOfRfc8785) {
  EXPECT_EQ(canonical_of(R"({
  "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
  "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
  "literals": [null, true, false]
})"),
            "{\"literals\":[null,true,false],\"numbers\":[333333333.3333333,"
            "1e+30,4.5,0.002,1e-27],\"string\":\"\xe2\x82\xac$\\u000f\\nA'B"
            "\\\"\\\\\\\\\\\"/\"}");
}

TEST(Canonical, MatchesTheTestDataThatRfc8785Names) {
  std::ifstream in{std::string(FLOCK_VECTORS) + "/rfc8785.json"};
  const auto vectors = nlohmann::json::parse(in);
  EXPECT_EQ(vectors["cases"].size(), 6u);
  for (const auto& vector : vectors["cases"]) {
    EXPECT_EQ(canonical_of(vector["input"]), vector["output"])
        << vector["name"];
  }
}

TEST(Canonical, SortsKeysByUtf16CodeUnits) {
  EXPECT_EQ(canonical_of(R"({
  "\u20ac": "Euro Sign", "\r": "Carriage Return",
  "\ufb33": "Hebrew Letter Dalet With Dagesh", "1": "One",
  "\ud83d\ude00": "Emoji: Grinning Face", "\u0080": "Control",
  "\u00f6": "Latin Small Letter O With Diaeresis"
})"),
            "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\xc2\x80\":"
            "\"Control\",\"\xc3\xb6\":\"Latin Small Letter O With Diaeresis\","
            "\"\xe2\x82\xac\":\"Euro Sign\",\"\xf0\x9f\x98\x80\":"
            "\"Emoji: Grinning Face\",\"\xef\xac\xb3\":"
            "\"Hebrew Letter Dalet With Dagesh\"}");
}

TEST(Canonical, KeepsTheDigitsOfIntegersThatJcsWouldRound) {
  EXPECT_EQ(canonical_of("[9007199254740993,-0,-9223372036854775809,1.0,-0.0]"),
            "[9007199254740993,0,-9223372036854775809,1,0]");
  EXPECT_EQ(canonical_of("[9007199254740993.0]"), "[9007199254740992]");
}

TEST(EcmascriptNumber, MatchesAppendixBOfRfc8785) {
  const std::pair<std::uint64_t, const char*> vectors[] = {
      {0x0000000000000000, "0"},
      {0x8000000000000000, "0"},
      {0x0000000000000001, "5e-324"},
      {0x8000000000000001, "-5e-324"},
      {0x7fefffffffffffff, "1.7976931348623157e+308"},
      {0xffefffffffffffff, "-1.7976931348623157e+308"},
      {0x4340000000000000, "9007199254740992"},
      {0xc340000000000000, "-9007199254740992"},
      {0x4430000000000000, "295147905179352830000"},
      {0x44b52d02c7e14af5, "9.999999999999997e+22"},
      {0x44b52d02c7e14af6, "1e+23"},
      {0x44b52d02c7e14af7, "1.0000000000000001e+23"},
      {0x444b1ae4d6e2ef4e, "999999999999999700000"},
      {0x444b1ae4d6e2ef4f, "999999999999999900000"},
      {0x444b1ae4d6e2ef50, "1e+21"},
      {0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7"},
      {0x3eb0c6f7a0b5ed8d, "0.000001"},
      {0x41b3de4355555553, "333333333.3333332"},
      {0x41b3de4355555554, "333333333.33333325"},
      {0x41b3de4355555555, "333333333.3333333"},
      {0x41b3de4355555556, "333333333.3333334"},
      {0x41b3de4355555557, "333333333.33333343"},
      {0xbecbf647612f3696, "-0.0000033333333333333333"},
      {0x43143ff3c1cb0959, "1424953923781206.2"}};
  for (const auto& [bits, text] : vectors) {
    double value = 0;
    std::memcpy(&value, &bits, sizeof value);
    EXPECT_EQ(ecmascript_number(value), text);
  }
}

TEST(Utf16Less, PutsSurrogatesBeforeTheEndOfThePlane) {
  EXPECT_TRUE(utf16_less("\xf0\x9f\x98\x80", "\xef\xac\xb3"));
  EXPECT_FALSE(utf16_less("\xef\xac\xb3", "\xf0\x9f\x98\x80"));
  EXPECT_TRUE(utf16_less("a", "ab"));
  EXPECT_FALSE(utf16_less("a", "a"));
  EXPECT_TRUE(utf16_less("\xed\x9f\xbf", "\xf0\x90\x80\x80"));
}

}  // namespace
}  // namespace flk
