// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/base/clock.hpp>

#include <gtest/gtest.h>
#include <optional>

namespace flk {
namespace {

using std::chrono::hours;

TEST(Clock, FormatsTheTimesOfTheWorkedExample) {
  const Milliseconds time{1795417200000};
  EXPECT_EQ(format_rfc3339(time), "2026-11-23T07:00:00.000Z");
  EXPECT_EQ(format_calendar_time(time), "Mon Nov 23 07:00:00 2026 UTC");
  EXPECT_EQ(format_day(time), "2026-11-23");
  EXPECT_EQ(format_month(time), "2026-11");
}

TEST(Clock, PadsTheDayOfACalendarTimeWithASpace) {
  EXPECT_EQ(format_calendar_time(Milliseconds{1554740670000}),
            "Mon Apr  8 16:24:30 2019 UTC");
}

TEST(Clock, CutsTimesThatHaveNoFourDigitYear) {
  EXPECT_EQ(format_rfc3339(Milliseconds::max()), "9999-12-31T23:59:59.999Z");
  EXPECT_EQ(format_rfc3339(Milliseconds::min()), "0000-01-01T00:00:00.000Z");
}

TEST(Clock, ReadsRfc3339InAnyOffset) {
  EXPECT_EQ(parse_rfc3339("2026-11-23T07:00:00Z"), Milliseconds{1795417200000});
  EXPECT_EQ(parse_rfc3339("2026-11-23T08:30:00.1239+01:30"),
            Milliseconds{1795417200123});
  EXPECT_EQ(parse_rfc3339("1969-12-31T23:59:59.999Z"), Milliseconds{-1});
}

TEST(Clock, ReadsBackWhatItWrites) {
  for (std::int64_t ms = -62167219200000; ms < 253402300799999;
       ms += 9876543210123) {
    const Milliseconds time{ms};
    EXPECT_EQ(parse_rfc3339(format_rfc3339(time)), time);
  }
}

TEST(Clock, RefusesWhatIsNoTime) {
  for (const auto* text :
       {"", "2026-11-23", "2026-02-29T00:00:00Z", "2026-11-23T24:00:00Z",
        "2026-11-23T07:00:00", "2026-11-23T07:00:00.Z", "2026-11-23T07:00:00Z ",
        "26-11-23T07:00:00Z"}) {
    EXPECT_EQ(parse_rfc3339(text), std::nullopt) << text;
  }
}

TEST(Clock, ReadsDurations) {
  EXPECT_EQ(parse_duration("90s"), Seconds{90});
  EXPECT_EQ(parse_duration("7d"), hours{7 * 24});
  EXPECT_EQ(parse_duration("250ms"), Milliseconds{250});
  EXPECT_EQ(parse_duration("0"), Milliseconds{0});
  for (const auto* text : {"", "5", "-1s", "1.5h", "s", "1y", "1 s",
                           "99999999999999999999s", "9999999w"}) {
    EXPECT_EQ(parse_duration(text), std::nullopt) << text;
  }
}

TEST(Clock, SpellsDurationsInTheLargestUnit) {
  EXPECT_EQ(format_duration(Seconds{90}), "90s");
  EXPECT_EQ(format_duration(hours{48}), "2d");
  EXPECT_EQ(format_duration(Milliseconds{0}), "0");
}

}  // namespace
}  // namespace flk
