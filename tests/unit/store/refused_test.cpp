// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/store/refused.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>

#include "support/records.hpp"

namespace flk {
namespace {

// `members` with those of the gateway behind them.
std::string stamped(const std::string& members) {
  return "{" + members +
         R"(,"username":"ann","user_name":"Ann \"A\"",)"
         R"("event.ingested":"2026-11-23T07:00:00.000Z"})";
}

TEST(RefusedRecord, HoldsTheTextTheReasonAndWhereItStands) {
  const auto text = stamped(
      R"("unixTime":1795417200,"@timestamp":"2026-11-23T07:00:00.000Z",)"
      R"("columns":{"a":{}},"flock":{"stream":"0a","seq":7,"sig":"x"})");
  const ParsedRecord refused{refused_record(text, "no \"a\"")};
  EXPECT_EQ(refused->text("raw"), text);
  EXPECT_EQ(refused->text("reason"), "no \"a\"");
  EXPECT_EQ(refused->text("@timestamp"), "2026-11-23T07:00:00.000Z");
  EXPECT_EQ(refused->text("username"), "ann");
  EXPECT_EQ(refused->text("user_name"), "Ann \"A\"");
  EXPECT_EQ(refused->text("event.ingested"), "2026-11-23T07:00:00.000Z");
  EXPECT_EQ(refused->find("flock")->raw(), R"({"stream":"0a","seq":7})");
}

TEST(RefusedRecord, LeavesOutWhatCouldBeRefusedOnceMore) {
  const ParsedRecord refused{refused_record(
      stamped(R"("@timestamp":"nonsense","flock":{"stream":"0a","seq":"x"})"),
      "reason")};
  EXPECT_FALSE(refused->find("@timestamp"));
  EXPECT_FALSE(refused->find("flock"));
  const ParsedRecord flat{refused_record(stamped(R"("flock":1)"), "reason")};
  EXPECT_FALSE(flat->find("flock"));
}

TEST(RefusedRecord, ComesBackAsItWas) {
  for (const auto* members : {R"("a" : 1.50e1 ,"unixTime":1)",
                              R"("@timestamp":"nonsense","b":"\u00e9")",
                              R"("flock":7,"columns":{"":{"a..b":[]}})"}) {
    const auto text = stamped(members);
    const auto back = original_of_refused(refused_record(text, "reason"));
    if (ParsedRecord { text } -> find("unixTime")) {
      // Its own time, which a stamped record has.
      EXPECT_THAT(back, testing::HasSubstr("1970-01-01T00:00:01.000Z"));
    } else {
      EXPECT_EQ(back, text);
    }
  }
}

TEST(RefusedRecord, HasTheGatewaysMembersOfItsOwnAlone) {
  const ParsedRecord back{original_of_refused(
      R"({"raw":"{\"username\":\"eve\",\"a\":1}","username":"ann"})")};
  EXPECT_EQ(back->object().raw(), R"({"username":"ann","a":1})");
}

TEST(RefusedRecord, IsLeftAsItIsWhereItIsNone) {
  for (const auto* text :
       {"{\"a\":1}", "{\"raw\":\"nonsense\"}", "{\"raw\":5}", "nonsense"}) {
    EXPECT_EQ(original_of_refused(text), text);
  }
}

}  // namespace
}  // namespace flk
