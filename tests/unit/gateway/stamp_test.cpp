// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/gateway/stamp.hpp>

#include <gtest/gtest.h>
#include <string>

#include <flock/record/time.hpp>

#include "support/records.hpp"

namespace flk {
namespace {

constexpr Milliseconds kNow{1795417200000};  // 2026-11-23T07:00:00Z
constexpr auto kDay = std::chrono::hours{24};

std::string stamped(const std::string& text) {
  const ParsedRecord record{text};
  const Stamp stamp{{"ann", "Ann \"A\"", "", "", {}}, kNow};
  std::string out = "before ";
  stamp.append_to(out, *record, Glance{*record}, record_time(*record));
  return out.substr(7);
}

const std::string kMembers =
    R"("username":"ann","user_name":"Ann \"A\"","event.ingested":"2026-11-23T07:00:00.000Z")";

TEST(Stamp, AddsTheMembersAndKeepsEveryOtherByte) {
  EXPECT_EQ(stamped(R"( { "b":1.50e1 ,"unixTime":1795417199, "a":"\u00e9"}  )"),
            R"({ "b":1.50e1 ,"unixTime":1795417199, "a":"\u00e9",)"
            R"("@timestamp":"2026-11-23T06:59:59.000Z",)" +
                kMembers + "}");
}

TEST(Stamp, SetsTheMembersOverAnyGivenOnes) {
  EXPECT_EQ(
      stamped(R"({"user\u006eame":"eve","a":1,"@timestamp":7,"unixTime":"1"})"),
      R"({"a":1,"unixTime":"1","@timestamp":"1970-01-01T00:00:01.000Z",)" +
          kMembers + "}");
}

// Or whoever asks the store by text would find none.
TEST(Stamp, SpellsTheMembersAsTheyAre) {
  EXPECT_EQ(stamped(R"({"a":1 , "event.\u0069ngested":1,"\u0075sername":"eve",)"
                    R"("user\u005fname":{}})"),
            "{\"a\":1," + kMembers + "}");
  EXPECT_EQ(stamped(R"({"\u0075sername":"eve"})"), "{" + kMembers + "}");
}

TEST(Stamp, LeavesATimestampWhereTheRecordSaysNoTime) {
  EXPECT_EQ(stamped(R"({"@timestamp":"yesterday","unixTime":null})"),
            R"({"@timestamp":"yesterday","unixTime":null,)" + kMembers + "}");
  EXPECT_EQ(stamped(R"({"a":1})"), "{\"a\":1," + kMembers + "}");
  EXPECT_EQ(stamped("{}"), "{" + kMembers + "}");
}

TEST(Stamp, MakesOneLineOfARecordOnMany) {
  EXPECT_EQ(stamped("{\n\t\"a\":\r\n[1,\n2]\n}"),
            "{ \t\"a\":  [1, 2] ," + kMembers + "}");
}

std::string index_of(const std::string& text) {
  const ParsedRecord record{text};
  return flk::index_of(Glance{*record}, record_time(*record), kNow,
                       PlausibleTime{});
}

std::string at(Milliseconds time) {
  return "{\"unixTime\":" + std::to_string(time.count() / 1000) + "}";
}

TEST(IndexOf, IsTheDayOfTheRecordsOwnTime) {
  EXPECT_EQ(index_of(R"({"unixTime":1795391999})"), "flock-2026-11-22");
  EXPECT_EQ(index_of(R"({"unixTime":1795392000})"), "flock-2026-11-23");
  EXPECT_EQ(index_of(R"({"unixTime":"1795391999"})"), "flock-2026-11-22");
}

TEST(IndexOf, IsTheMonthForAgentRecords) {
  EXPECT_EQ(index_of(R"({"type":"flock_run","timestamp":1795391999000})"),
            "flock-agent-2026-11");
  EXPECT_EQ(index_of(R"({"type":"other","timestamp":1795391999000})"),
            "flock-2026-11-22");
}

TEST(IndexOf, IsUndatedWithoutAPlausibleTime) {
  for (const auto* text :
       {"{}", R"({"unixTime":null})", R"({"unixTime":"soon"})",
        R"({"unixTime":[1795391999]})", R"({"unixTime":-1})",
        R"({"unixTime":1e300})", R"({"type":"flock_run"})"}) {
    EXPECT_EQ(index_of(text), "flock-undated") << text;
  }
  EXPECT_EQ(index_of(at(kNow - 400 * kDay)), "flock-2025-10-19");
  EXPECT_EQ(index_of(at(kNow - 400 * kDay - Seconds{1})), "flock-undated");
  EXPECT_EQ(index_of(at(kNow + kDay)), "flock-2026-11-24");
  EXPECT_EQ(index_of(at(kNow + kDay + Seconds{1})), "flock-undated");
}

}  // namespace
}  // namespace flk
