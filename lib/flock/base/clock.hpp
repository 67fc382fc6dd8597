// SPDX-License-Identifier: GPL-3.0-or-later
// The time, as an argument, so that tests can hold it still; and its spellings.
// A time is milliseconds since the Unix epoch, UTC.

#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace flk {

using Milliseconds = std::chrono::milliseconds;
using Seconds = std::chrono::seconds;

class Clock {
 public:
  virtual ~Clock() = default;
  virtual Milliseconds now() = 0;
  virtual void sleep(Milliseconds duration) = 0;
};

Clock& system_clock();

// 2026-11-23T07:00:00.000Z, what Elasticsearch takes as a date. Years 0 to
// 9999; a time outside is cut to that range.
std::string format_rfc3339(Milliseconds time);

// RFC 3339 section 5.6 with any offset; at most milliseconds are kept.
std::optional<Milliseconds> parse_rfc3339(std::string_view text);

// Mon Nov 23 07:00:00 2026 UTC, osquery's calendarTime.
std::string format_calendar_time(Milliseconds time);

// 2026-11-23 and 2026-11, in UTC, for the names of indices.
std::string format_day(Milliseconds time);
std::string format_month(Milliseconds time);

// Whole numbers with ms, s, m, h, d or w: 90s, 7d. Nothing below zero, nothing
// above 100 years, no bare numbers but 0.
std::optional<Milliseconds> parse_duration(std::string_view text);

// The spelling that parse_duration takes, in the largest unit that fits.
std::string format_duration(Milliseconds duration);

}  // namespace flk
