// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/policy/redactor_row.hpp>

#include <gtest/gtest.h>
#include <string>

#include <flock/policy/rule_pseudonym.hpp>

namespace flk {
namespace {

const ValuePlace kPlace{"host", "t", {}};

class Row {
 public:
  explicit Row(const std::string& columns)
      : policy_(
            Policy::parse(R"({"members":["name"],"twigs":{"t":{"columns":{)" +
                              columns + "}}}}",
                          "p")) {
    keys_.pseudonym = SecretBytes{32};
    pair_ = SealKeyPair::generate();
    keys_.seal_public = pair_.public_key;
  }

  std::string redacted(const std::string& row) {
    RowRedactor redactor{*policy_.find("t"), keys_, 1000};
    JsonParser parser;
    std::string out;
    passed = redactor.write(*parser.parse(row), kPlace, nullptr, out);
    return out;
  }

  SealOpener opener() {
    return SealOpener{
        SealKeyPair::of(SecretBytes::copy_of(pair_.secret_key.view()))};
  }

  std::size_t passed = 0;

 private:
  Policy policy_;
  PolicyKeys keys_;
  SealKeyPair pair_;
};

TEST(RowRedactor, DoesWithEachColumnWhatItsRuleSays) {
  Row row{R"("a":"keep","b":"drop","c":"mask",
             "d":{"action":"truncate","characters":2},
             "e":{"action":"generalize","to":"major"})"};
  EXPECT_EQ(row.redacted(
                R"({"a":"12.3","b":"12.3","c":"12.3","d":"12.3","e":"12.3"})"),
            R"({"a":"12.3","c":"***","d":"12","e":"12"})");
  EXPECT_EQ(row.passed, 4u);
}

TEST(RowRedactor, CutsBetweenCharacters) {
  Row row{R"("a":{"action":"truncate","characters":3})"};
  EXPECT_EQ(row.redacted(R"({"a":"abcd"})"), R"({"a":"abc"})");
  EXPECT_EQ(row.redacted(R"({"a":"abc"})"), R"({"a":"abc"})");
  EXPECT_EQ(row.redacted("{\"a\":\"\u00e9\u20ac\xf0\x9f\x98\x80x\"}"),
            "{\"a\":\"\u00e9\u20ac\xf0\x9f\x98\x80\"}");
  // What is short enough keeps its spelling, what is not is spelt anew.
  EXPECT_EQ(row.redacted(R"({"a":"\u0061\/b"})"), R"({"a":"\u0061\/b"})");
  EXPECT_EQ(row.redacted(R"({"a":"\u0061\/\u000abc"})"), R"({"a":"a/\n"})");
}

TEST(RowRedactor, MasksWithoutShowingLengthOrContent) {
  Row row{R"("a":"mask")"};
  for (const auto* value : {"\"\"", "\"secret\"", "7", "true", "[1,2]", "{}"}) {
    EXPECT_EQ(row.redacted(std::string("{\"a\":") + value + "}"),
              R"({"a":"***"})");
  }
}

TEST(RowRedactor, ReplacesWhatAPatternMatches) {
  Row row{
      R"x("a":{"action":"replace","pattern":"([a-z]+)@[a-z.]+","with":"\\1@*"})x"};
  EXPECT_EQ(row.redacted(R"({"a":"ann@example.com, bob@example.com"})"),
            R"({"a":"ann@*, bob@*"})");
  EXPECT_EQ(row.redacted(R"({"a":"n\u006fne"})"), R"({"a":"n\u006fne"})");
}

TEST(RowRedactor, GivesUtf8WhateverAPatternCuts) {
  Row row{R"("a":{"action":"replace","pattern":"^\\C","with":""})"};
  EXPECT_EQ(row.redacted("{\"a\":\"\u00e9\"}"), R"({"a":"\\xA9"})");
}

TEST(RowRedactor, ActsOnTheTextOfWhatIsNoString) {
  Row row{R"("a":{"action":"truncate","characters":4},
             "b":{"action":"generalize","to":"day"},"c":"pseudonym")"};
  EXPECT_EQ(row.redacted(R"({"a":123456,"b":1554740670,"c":null})"),
            R"({"a":"1234","b":"1554681600","c":null})");
  EXPECT_EQ(row.redacted(R"({"a":{ "y":1, "x":2},"b":[]})"),
            R"({"a":"{\"x\"","b":"***"})");
  EXPECT_EQ(row.redacted(R"({"a":1.50e1})"), R"({"a":"15"})");
  // The number and the text that says it are one value.
  const auto number = row.redacted(R"({"c":7})");
  EXPECT_EQ(number, row.redacted(R"({"c":"7"})"));
  EXPECT_NE(number, row.redacted(R"({"c":"8"})"));
}

TEST(RowRedactor, LeavesNullNullUnlessItIsDropped) {
  Row row{R"("a":"keep","b":"drop","c":"mask","d":"pseudonym","e":"seal",
             "f":{"action":"truncate","characters":1},
             "g":{"action":"generalize","to":"home"})"};
  EXPECT_EQ(
      row.redacted(
          R"({"a":null,"b":null,"c":null,"d":null,"e":null,"f":null,"g":null})"),
      R"({"a":null,"c":null,"d":null,"e":null,"f":null,"g":null})");
  EXPECT_EQ(row.passed, 6u);
}

TEST(RowRedactor, SharesPseudonymsWhereADomainIsShared) {
  Row row{R"("a":{"action":"pseudonym","domain":"account"},
             "b":{"action":"pseudonym","domain":"account"},"c":"pseudonym")"};
  const auto out = row.redacted(R"({"a":"ann","b":"ann","c":"ann"})");
  JsonParser parser;
  const auto value = *parser.parse(out);
  EXPECT_EQ(value.find("a")->decoded(), value.find("b")->decoded());
  EXPECT_NE(value.find("a")->decoded(), value.find("c")->decoded());
  EXPECT_TRUE(value.find("a")->decoded().starts_with("p1."));
}

TEST(RowRedactor, SealsForTheRecordAndTheColumn) {
  Row row{R"("a":"seal","b":"seal")"};
  const auto out = row.redacted(R"({"a":"s\u0065cret","b":1e2})");
  JsonParser parser;
  const auto value = *parser.parse(out);
  const auto a = value.find("a")->decoded();
  const auto b = value.find("b")->decoded();
  std::string opened;
  EXPECT_EQ(row.opener().open(a, {"host", "t", "a"}, opened),
            OpenOutcome::opened);
  EXPECT_EQ(opened, "\"secret\"");
  EXPECT_EQ(row.opener().open(b, {"host", "t", "b"}, opened),
            OpenOutcome::opened);
  EXPECT_EQ(opened, "100");
  EXPECT_EQ(row.opener().open(a, {"host", "t", "b"}, opened),
            OpenOutcome::elsewhere);
}

TEST(RowRedactor, AppliesTheFirstRuleWhoseConditionHolds) {
  Row row{R"x("a":[{"action":"keep","when":{"column":"p","equals":"/etc"}},
                   {"action":"truncate","characters":1,
                    "when":{"column":"n","matches":"^[0-9]+$"}},
                   "mask"],
             "b":{"action":"keep","when":{"column":"p","matches":"etc"}},
             "p":"drop")x"};
  EXPECT_EQ(row.redacted(R"({"a":"xy","b":1,"p":"/e\u0074c"})"),
            R"({"a":"xy","b":1})");
  EXPECT_EQ(row.redacted(R"({"a":"xy","b":1,"p":"/home","n":7})"),
            R"({"a":"x"})");
  EXPECT_EQ(row.redacted(R"({"n":"7a","a":"xy"})"), R"({"a":"***"})");
  // What is missing or null meets no condition.
  EXPECT_EQ(row.redacted(R"({"a":"xy","b":1,"n":null,"p":null})"),
            R"({"a":"***"})");
  EXPECT_EQ(row.redacted(R"({"b":1})"), "{}");
  EXPECT_EQ(row.passed, 0u);
}

TEST(RowRedactor, DoesWithColumnsThatAreNotNamedWhatTheDefaultSays) {
  const auto policy = Policy::parse(
      R"({"members":["name"],"twigs":{"t":{"columns":{"a":"keep","b":"drop"},
          "default":"pseudonym"}}})",
      "p");
  PolicyKeys keys;
  keys.pseudonym = SecretBytes{32};
  RowRedactor redactor{*policy.find("t"), keys, 1000};
  JsonParser parser;
  std::string out;
  EXPECT_EQ(redactor.write(*parser.parse(R"({"a":1,"b":2,"c":"ann"})"), kPlace,
                           nullptr, out),
            2u);
  std::string expected = R"({"a":1,"c":")";
  Pseudonymizer{*keys.pseudonym}.append_token(expected, "t.c", "", "ann");
  EXPECT_EQ(out, expected + "\"}");
}

TEST(RowRedactor, FindsColumnsInAnyOrderAndNamesTheOthers) {
  Row row{R"("a":"keep","b":"keep","c":"keep")"};
  EXPECT_EQ(row.redacted(R"({"c":1,"x":2,"a":3,"y":4,"b":5})"),
            R"({"c":1,"a":3,"b":5})");
  EXPECT_EQ(row.passed, 3u);
  EXPECT_EQ(row.redacted("{}"), "{}");
  EXPECT_EQ(row.passed, 0u);
}

}  // namespace
}  // namespace flk
