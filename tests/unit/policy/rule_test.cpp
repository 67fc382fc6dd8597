// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/policy/rule.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include <flock/base/error.hpp>

namespace flk {
namespace {

Rule rule_of(const std::string& text) {
  const PolicySource source{text, "p"};
  return parse_rule(source, source.root(), "r");
}

// The message behind the position.
std::string error_of(const std::string& text) {
  try {
    rule_of(text);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::config);
    const std::string message = error.what();
    return message.substr(message.find("r", message.find("column")));
  }
  return "";
}

bool stricter(const std::string& before, const std::string& now,
              const KeptBefore& kept = {}) {
  const auto text = "[" + canonical_rule(rule_of(before)) + "," +
                    canonical_rule(rule_of(now)) + "]";
  JsonParser parser;
  std::vector<JsonValue> rules;
  const auto list = parser.parse(text);
  for (const auto rule : list->elements()) rules.push_back(rule);
  return rule_is_stricter(rules[0], rules[1], kept);
}

TEST(Rule, IsAWordOrAnObject) {
  EXPECT_EQ(rule_of("\"keep\"").action, RuleAction::keep);
  EXPECT_EQ(rule_of(R"({"action":"mask","why":"because"})").why, "because");
  EXPECT_EQ(rule_of(R"({"action":"truncate","characters":8})").characters, 8u);
  EXPECT_EQ(rule_of(R"({"action":"generalize","to":"home"})").to,
            Generalization::home);
  const auto replace =
      rule_of(R"x({"action":"replace","pattern":"a+(b)","with":"\\1"})x");
  EXPECT_EQ(replace.pattern, "a+(b)");
  EXPECT_EQ(replace.with, "\\1");
  EXPECT_EQ(rule_of(R"({"action":"pseudonym","domain":"d"})").domain, "d");
  EXPECT_EQ(rule_of("\"seal\"").action, RuleAction::seal);
}

TEST(Rule, RefusesWhatItDoesNotUnderstand) {
  EXPECT_EQ(error_of("\"kep\""), "r: unknown action 'kep'");
  EXPECT_EQ(error_of("\"\""), "r: unknown action ''");
  EXPECT_EQ(error_of("7"), "r is neither an action nor an object nor a list");
  EXPECT_EQ(error_of("{}"), "r lacks its member 'action'");
  EXPECT_EQ(error_of(R"({"action":"mask","Why":"x"})"),
            "r has an unknown member 'Why'");
  EXPECT_EQ(error_of(R"({"action":"mask","characters":8})"),
            "r has an unknown member 'characters'");
  EXPECT_EQ(error_of(R"({"action":"mask","why":""})"), "r.why is no text");
}

TEST(Rule, MayBeAListOfWhichTheFirstAppliesWhoseConditionHolds) {
  const auto rule = rule_of(
      R"([{"action":"keep","when":{"column":"p","equals":""}},
          {"action":"truncate","characters":3,
           "when":{"column":"q","matches":"x+"}}, "mask"])");
  EXPECT_EQ(rule.when->column, "p");
  ASSERT_EQ(cases_of(rule).size(), 3u);
  EXPECT_EQ(cases_of(rule)[1]->when->pattern, "x+");
  EXPECT_EQ(summary_of(rule),
            "keep when p is '', else truncate to 3 when q matches 'x+', "
            "else mask");
  EXPECT_EQ(
      canonical_rule(rule),
      R"([{"action":"keep","when":{"column":"p","equals":""}},)"
      R"({"action":"truncate","characters":3,"when":{"column":"q","matches":"x+"}},)"
      R"({"action":"mask"}])");
  EXPECT_EQ(summary_of(rule_of(
                R"({"action":"mask","when":{"column":"p","equals":"x"}})")),
            "mask when p is 'x', else drop");
  EXPECT_TRUE(rule_of(R"({"action":"pseudonym","rotate":"monthly"})").monthly);
}

TEST(Rule, RefusesConditionsThatItDoesNotUnderstand) {
  const auto when = [](const std::string& condition) {
    return error_of(R"({"action":"mask","when":)" + condition + "}");
  };
  EXPECT_EQ(when("7"), "r.when is no object");
  EXPECT_EQ(when(R"({"equals":"x"})"), "r lacks its member 'column'");
  EXPECT_EQ(when(R"({"column":"p"})"),
            "r.when has not one of equals and matches");
  EXPECT_EQ(when(R"({"column":"p","equals":"x","matches":"x"})"),
            "r.when has not one of equals and matches");
  EXPECT_EQ(when(R"({"column":"p","equals":7})"), "r.when.equals is no text");
  EXPECT_EQ(when(R"({"column":"p","matches":"("})"),
            "r.when.matches: missing ): (");
  EXPECT_EQ(error_of("[]"), "r is an empty list");
  EXPECT_EQ(error_of(R"(["keep","mask"])"),
            "r: the rule before it always applies");
  EXPECT_EQ(error_of(R"({"action":"pseudonym","rotate":"daily"})"),
            "r.rotate is not monthly");
}

TEST(Rule, WithConditionsIsStricterCaseByCaseOrAltogether) {
  const std::string when = R"("when":{"column":"p","equals":"x"})";
  const auto list = [&](const std::string& first, const std::string& rest) {
    return R"([{"action":")" + first + "\"," + when + "}," + rest + "]";
  };
  const KeptBefore kept{{"p"}, false};
  const std::string mask = "\"mask\"";
  EXPECT_TRUE(stricter(list("keep", mask), list("mask", mask), kept));
  EXPECT_FALSE(stricter(list("mask", mask), list("keep", mask), kept));
  EXPECT_TRUE(stricter("\"keep\"", list("keep", mask), kept));
  EXPECT_FALSE(stricter(list("keep", mask), "\"keep\"", kept));
  EXPECT_TRUE(stricter(list("keep", mask), "\"drop\"", kept));
  // Where the condition did not hold, nothing passed.
  const auto alone = R"({"action":"keep",)" + when + "}";
  EXPECT_FALSE(stricter(alone, "\"keep\"", kept));
  EXPECT_FALSE(stricter(alone, "\"mask\"", kept));
  EXPECT_TRUE(stricter("\"keep\"", alone, kept));
  EXPECT_TRUE(stricter(alone, R"({"action":"mask",)" + when + "}", kept));
}

// What a rule did tells whether its condition held: of a column that did not
// pass whole, that is more than before.
TEST(Rule, WithAConditionOnAHiddenColumnIsNotStricter) {
  const auto list = [](const std::string& first, const std::string& rest) {
    return R"([{"when":{"column":"p","matches":"^[a-m]"},)" + first + "}," +
           rest + "]";
  };
  const std::string drop = "\"drop\"";
  const auto keep_some = list(R"("action":"keep")", drop);
  const auto cut = [](const std::string& size) {
    return R"("action":"truncate","characters":)" + size;
  };
  const KeptBefore other{{"q"}, true};
  EXPECT_FALSE(stricter("\"keep\"", keep_some, other));
  EXPECT_FALSE(stricter("\"mask\"", list(R"("action":"mask")", drop), other));
  EXPECT_FALSE(stricter("{" + cut("8") + "}",
                        list(cut("7"), "{" + cut("6") + "}"), other));
  // Both would have given a mask.
  EXPECT_FALSE(stricter(list(R"("action":"mask")", "\"mask\""),
                        list(R"("action":"mask")", drop), other));
  EXPECT_FALSE(stricter(keep_some, list(R"("action":"mask")", drop), other));
  EXPECT_TRUE(stricter(keep_some, keep_some, other));
  EXPECT_TRUE(stricter(keep_some, drop, other));
}

TEST(Rule, ThatTellsTheMonthIsStricterOnlyWhereTheTimePassed) {
  const std::string monthly = R"({"action":"pseudonym","domain":"d",
                                  "rotate":"monthly"})";
  EXPECT_FALSE(stricter("\"keep\"", monthly));
  EXPECT_TRUE(stricter("\"keep\"", monthly, {{}, true}));
  EXPECT_TRUE(stricter("\"keep\"", R"({"action":"pseudonym","domain":"d"})"));
}

TEST(Rule, RefusesAnActionWithoutItsParameters) {
  EXPECT_EQ(error_of("\"truncate\""), "r lacks its member 'characters'");
  for (const auto* number : {"0", "-1", "1.5", "\"8\"", "1000001"}) {
    EXPECT_EQ(error_of(std::string(R"({"action":"truncate","characters":)") +
                       number + "}"),
              "r.characters is no number from 1 to 1000000");
  }
  EXPECT_EQ(error_of("\"generalize\""), "r lacks its member 'to'");
  EXPECT_EQ(error_of(R"({"action":"generalize","to":"year"})"),
            "r.to is no generalization: 'year'");
  EXPECT_EQ(error_of(R"({"action":"replace","pattern":"a"})"),
            "r lacks its member 'with'");
}

TEST(Rule, RefusesPatternsThatCannotBeMeant) {
  const auto with = [](const std::string& pattern, const std::string& text) {
    return R"({"action":"replace","pattern":")" + pattern + R"(","with":")" +
           text + "\"}";
  };
  EXPECT_EQ(error_of(with("a(", "")), "r.pattern: missing ): a(");
  EXPECT_EQ(error_of(with("(?=a)", "")),
            "r.pattern: invalid perl operator: (?=");
  EXPECT_EQ(error_of(with("a*", "")), "r.pattern matches the empty text");
  EXPECT_EQ(error_of(with("", "")), "r.pattern is no text");
  EXPECT_EQ(error_of(with("a", std::string(257, 'x'))),
            "r.with is no text of at most 256 bytes");
  EXPECT_THAT(error_of(with("a", "\\\\1")), testing::StartsWith("r.with: "));
}

TEST(CanonicalRule, LeavesOutTheWhyAndHasWhatTheActionBindsTo) {
  EXPECT_EQ(canonical_rule(rule_of(R"({"why":"x","action":"keep"})")),
            R"({"action":"keep"})");
  EXPECT_EQ(canonical_rule(rule_of(R"({"characters":8,"action":"truncate"})")),
            R"({"action":"truncate","characters":8})");
  EXPECT_EQ(canonical_rule(rule_of(R"({"action":"pseudonym","domain":"d"})"),
                           [](const Rule&) {
                             return RuleBinding{"key", "\"device\""};
                           }),
            R"({"action":"pseudonym","domain":"d","key":"device"})");
  EXPECT_EQ(canonical_rule(
                rule_of(R"({"with":"b","pattern":"a","action":"replace"})")),
            R"({"action":"replace","pattern":"a","with":"b"})");
}

constexpr char kReplace[] = R"({"action":"replace","pattern":"a","with":"b"})";
constexpr char kEight[] = R"({"action":"truncate","characters":8})";
constexpr char kSeven[] = R"({"action":"truncate","characters":7})";

std::string to(const std::string& name) {
  return R"({"action":"generalize","to":")" + name + "\"}";
}

TEST(RuleIsStricter, LetsEveryActionBecomeDrop) {
  for (const std::string before : {"\"keep\"", "\"mask\"", "\"pseudonym\"",
                                   "\"seal\"", "\"drop\"", kReplace, kEight}) {
    EXPECT_TRUE(stricter(before, "\"drop\"")) << before;
    EXPECT_TRUE(stricter(before, before)) << before;
  }
}

TEST(RuleIsStricter, LetsEveryActionButDropBecomeMask) {
  for (const auto& before :
       {std::string("\"keep\""), std::string("\"pseudonym\""),
        std::string("\"seal\""), std::string(kReplace), std::string(kEight),
        to("home")}) {
    EXPECT_TRUE(stricter(before, "\"mask\"")) << before;
  }
  EXPECT_FALSE(stricter("\"drop\"", "\"mask\""));
}

TEST(RuleIsStricter, LetsKeepBecomeAnythingButReplace) {
  for (const auto& now :
       {std::string("\"mask\""), std::string("\"pseudonym\""),
        std::string("\"seal\""), std::string(kEight), to("major")}) {
    EXPECT_TRUE(stricter("\"keep\"", now)) << now;
    EXPECT_FALSE(stricter(now, "\"keep\"")) << now;
  }
  EXPECT_FALSE(stricter("\"keep\"", kReplace));
}

TEST(RuleIsStricter, LetsParametersBecomeStricterOnly) {
  EXPECT_TRUE(stricter(kEight, kSeven));
  EXPECT_FALSE(stricter(kSeven, kEight));
  EXPECT_TRUE(stricter(to("minor"), to("major")));
  EXPECT_FALSE(stricter(to("major"), to("minor")));
  EXPECT_TRUE(stricter(to("day"), to("month")));
  EXPECT_FALSE(stricter(to("month"), to("day")));
  // A home takes words behind it along, which a command shows.
  EXPECT_FALSE(stricter(to("home"), to("command")));
  EXPECT_FALSE(stricter(to("command"), to("home")));
  EXPECT_FALSE(stricter(to("day"), to("major")));
}

TEST(RuleIsStricter, TakesNoOtherActionForStricter) {
  EXPECT_FALSE(stricter("\"seal\"", "\"pseudonym\""));
  EXPECT_FALSE(stricter(kEight, to("major")));
  EXPECT_FALSE(stricter(R"({"action":"pseudonym","domain":"a"})",
                        R"({"action":"pseudonym","domain":"b"})"));
}

}  // namespace
}  // namespace flk
