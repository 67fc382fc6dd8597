// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/policy/policy_cases.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include <flock/base/error.hpp>
#include <flock/policy/rule_pseudonym.hpp>

#include "support/records.hpp"

namespace flk {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> failures(const std::string& cases) {
  const auto policy = Policy::parse(
      R"({"members":["name"],"twigs":{"t":{"columns":{
          "a":"keep","b":"mask","p":"pseudonym","s":"seal"}}}})",
      "p");
  std::vector<std::string> lines;
  for (const auto& one : failing_cases(policy, sources_of(cases))) {
    lines.push_back(one.source + ":" + std::to_string(one.line) + ":" +
                    one.why + ":" + one.problem);
  }
  return lines;
}

TEST(PolicyCases, HoldWhereWhatLeavesIsWhatTheySay) {
  std::string token;
  const SecretBytes zeros{32};
  Pseudonymizer{zeros}.append_token(token, "t.p", "", "ann");
  EXPECT_THAT(
      failures(
          R"({"input":{"name":"t","x":1,"columns":{"b":1,"a":"\u0078"}},"output":{"columns":{"a":"x","b":"***"},"name":"t"}}
{"input":{"name":"u","columns":{"a":1}},"output":null}
{"input":{"name":"t","columns":{"s":"secret","p":"ann"}},"hides":["secret","ann"]}
{"input":{"name":"t","columns":{"p":"ann"}},"output":{"name":"t","columns":{"p":")" +
          token + "\"}}}\n"),
      IsEmpty());
}

TEST(PolicyCases, SayWhatLeavesInstead) {
  EXPECT_THAT(
      failures(
          R"({"input":{"name":"t","columns":{"a":1}},"output":null,"why":"no a"}
{"input":{"name":"t","columns":{"a":"q\"x"}},"hides":["q\"x"]}
)"),
      ElementsAre(
          R"(memory:1:no a:leaves {"columns":{"a":1},"name":"t"}, not null)",
          R"(memory:2::shows 'q"x' in {"columns":{"a":"q\"x"},"name":"t"})"));
}

TEST(PolicyCases, AreRefusedWhereTheyAreNone) {
  for (const auto* line :
       {"nonsense", "{}", R"({"input":{}})", R"({"input":7,"output":null})",
        R"({"input":{},"output":7})", R"({"input":{},"hides":"x"})",
        R"({"input":{},"output":null,"outptu":null})", ""}) {
    EXPECT_THROW(failures(line), Error) << line;
  }
}

TEST(PolicyCases, AreRefusedWhereTheyCannotFail) {
  const std::string flock = R"("columns":{"a":1},"flock":{"rules":"other"}})";
  for (const auto& line : {
           std::string(R"({"input":{"name":7},"output":null})"),
           std::string(R"({"input":{"name":"t","colums":{}},"output":null})"),
           R"({"input":{"name":"t",)" + flock + R"(,"output":null})",
           std::string(
               R"({"input":{"name":"t","columns":{"b":"x"}},"hides":[]})"),
           std::string(
               R"({"input":{"name":"t","columns":{"b":"x"}},"hides":[""]})"),
           std::string(
               R"({"input":{"name":"t","columns":{"b":7}},"hides":[7]})"),
           std::string(
               R"({"input":{"name":"t","columns":{"b":"x"}},"hides":["y"]})"),
       }) {
    EXPECT_THROW(failures(line), Error) << line;
  }
}

TEST(PolicyCases, OfWhichNothingLeavesHaveToSayThat) {
  EXPECT_THAT(
      failures(R"({"input":{"name":"u","columns":{"b":"x"}},"hides":["x"]})"),
      ElementsAre("memory:1::leaves nothing, without output null"));
}

}  // namespace
}  // namespace flk
