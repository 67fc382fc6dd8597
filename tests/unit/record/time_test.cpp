// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/record/time.hpp>

#include <gtest/gtest.h>
#include <optional>
#include <string>

#include "support/records.hpp"

namespace flk {
namespace {

std::optional<Milliseconds> time_of(const std::string& text) {
  return record_time(*ParsedRecord{text});
}

TEST(RecordTime, TakesUnixTimeInEverySpelling) {
  const Milliseconds expected{1554740670000};
  EXPECT_EQ(time_of(R"({"unixTime":1554740670})"), expected);
  EXPECT_EQ(time_of(R"({"unixTime":1554740670.9})"), expected);
  EXPECT_EQ(time_of(R"({"unixTime":1.554740670e9})"), expected);
  EXPECT_EQ(time_of(R"({"unixTime":"1554740670"})"), expected);
}

TEST(RecordTime, FallsBackToTheTimestampOfAgentRecords) {
  EXPECT_EQ(time_of(R"({"type":"flock_run","timestamp":1795417202123})"),
            Milliseconds{1795417202123});
  EXPECT_EQ(time_of(R"({"unixTime":"soon","timestamp":5})"), Milliseconds{5});
}

TEST(RecordTime, IsAbsentForWhatSaysNone) {
  for (const auto* text :
       {R"({})", R"({"unixTime":null})", R"({"unixTime":"1e9"})",
        R"({"unixTime":""})", R"({"unixTime":[1]})", R"({"unixTime":-1})",
        R"({"unixTime":253402300800})", R"({"unixTime":"9999999999999999999"})",
        R"({"timestamp":true})"}) {
    EXPECT_EQ(time_of(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace flk
