// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/base/clock.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <thread>

namespace flk {
namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::sys_days;
using std::chrono::year_month_day;

constexpr Milliseconds kFirst{-62167219200000};  // 0000-01-01T00:00:00.000Z
constexpr Milliseconds kLast{253402300799999};   // 9999-12-31T23:59:59.999Z

class SystemClock : public Clock {
 public:
  Milliseconds now() override {
    return std::chrono::duration_cast<Milliseconds>(
        std::chrono::system_clock::now().time_since_epoch());
  }
  void sleep(Milliseconds duration) override {
    std::this_thread::sleep_for(duration);
  }
};

struct CivilTime {
  int year;
  unsigned month, day, weekday;
  int hour, minute, second, millisecond;
};

CivilTime civil(Milliseconds time) {
  time = std::clamp(time, kFirst, kLast);
  const auto day = floor<days>(time);
  const sys_days date{day};
  const year_month_day ymd{date};
  const auto rest = static_cast<int>((time - day).count());
  return {static_cast<int>(ymd.year()),
          static_cast<unsigned>(ymd.month()),
          static_cast<unsigned>(ymd.day()),
          std::chrono::weekday{date}.c_encoding(),
          rest / 3600000,
          rest / 60000 % 60,
          rest / 1000 % 60,
          rest % 1000};
}

// A number of exactly `digits` digits at the front of `text`, taken off it.
std::optional<int> take_number(std::string_view& text, std::size_t digits) {
  if (text.size() < digits) return std::nullopt;
  int value = 0;
  for (std::size_t i = 0; i < digits; ++i) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    value = value * 10 + (text[i] - '0');
  }
  text.remove_prefix(digits);
  return value;
}

bool take(std::string_view& text, std::string_view any_of) {
  if (text.empty() || any_of.find(text[0]) == std::string_view::npos) {
    return false;
  }
  text.remove_prefix(1);
  return true;
}

std::optional<sys_days> take_date(std::string_view& text) {
  const auto year = take_number(text, 4);
  if (!year || !take(text, "-")) return std::nullopt;
  const auto month = take_number(text, 2);
  if (!month || !take(text, "-")) return std::nullopt;
  const auto day = take_number(text, 2);
  if (!day) return std::nullopt;
  const year_month_day date{std::chrono::year{*year},
                            std::chrono::month(static_cast<unsigned>(*month)),
                            std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  return sys_days{date};
}

std::optional<Milliseconds> take_time_of_day(std::string_view& text) {
  const auto hour = take_number(text, 2);
  if (!hour || *hour > 23 || !take(text, ":")) return std::nullopt;
  const auto minute = take_number(text, 2);
  if (!minute || *minute > 59 || !take(text, ":")) return std::nullopt;
  const auto second = take_number(text, 2);
  if (!second || *second > 60) return std::nullopt;  // 60: a leap second
  Milliseconds time = std::chrono::hours{*hour} +
                      std::chrono::minutes{*minute} + Seconds{*second};
  if (take(text, ".")) {
    int scale = 100;
    bool any = false;
    while (const auto digit = take_number(text, 1)) {
      time += Milliseconds{*digit * scale};
      scale /= 10;
      any = true;
    }
    if (!any) return std::nullopt;
  }
  return time;
}

std::optional<Milliseconds> take_offset(std::string_view& text) {
  if (take(text, "Zz")) return Milliseconds{0};
  const bool behind = !text.empty() && text[0] == '-';
  if (!take(text, "+-")) return std::nullopt;
  const auto hours = take_number(text, 2);
  if (!hours || *hours > 23 || !take(text, ":")) return std::nullopt;
  const auto minutes = take_number(text, 2);
  if (!minutes || *minutes > 59) return std::nullopt;
  const Milliseconds offset =
      std::chrono::hours{*hours} + std::chrono::minutes{*minutes};
  return behind ? -offset : offset;
}

struct Unit {
  std::string_view suffix;
  long long milliseconds;
};

constexpr std::array<Unit, 6> kUnits{{{"w", 604800000},
                                      {"d", 86400000},
                                      {"h", 3600000},
                                      {"m", 60000},
                                      {"s", 1000},
                                      {"ms", 1}}};

}  // namespace

Clock& system_clock() {
  static SystemClock clock;
  return clock;
}

std::string format_rfc3339(Milliseconds time) {
  const auto t = civil(time);
  char text[40];
  std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ",
                t.year, t.month, t.day, t.hour, t.minute, t.second,
                t.millisecond);
  return text;
}

std::optional<Milliseconds> parse_rfc3339(std::string_view text) {
  const auto date = take_date(text);
  if (!date || !take(text, "Tt ")) return std::nullopt;
  const auto time = take_time_of_day(text);
  if (!time) return std::nullopt;
  const auto offset = take_offset(text);
  if (!offset || !text.empty()) return std::nullopt;
  return Milliseconds{date->time_since_epoch()} + *time - *offset;
}

std::string format_calendar_time(Milliseconds time) {
  constexpr const char* kDays[] = {"Sun", "Mon", "Tue", "Wed",
                                   "Thu", "Fri", "Sat"};
  constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto t = civil(time);
  char text[60];
  // asctime(3) pads the day with a space.
  std::snprintf(text, sizeof text, "%s %s %2u %02d:%02d:%02d %d UTC",
                kDays[t.weekday], kMonths[t.month - 1], t.day, t.hour, t.minute,
                t.second, t.year);
  return text;
}

std::string format_day(Milliseconds time) {
  return format_rfc3339(time).substr(0, 10);
}

std::string format_month(Milliseconds time) {
  return format_rfc3339(time).substr(0, 7);
}

std::optional<Milliseconds> parse_duration(std::string_view text) {
  constexpr long long kMax = 100LL * 366 * 86400000;
  if (text == "0") return Milliseconds{0};
  long long number = 0;
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc{} || number < 0) return std::nullopt;
  const std::string_view suffix(rest, static_cast<std::size_t>(end - rest));
  for (const auto& unit : kUnits) {
    if (suffix != unit.suffix) continue;
    if (number > kMax / unit.milliseconds) return std::nullopt;
    return Milliseconds{number * unit.milliseconds};
  }
  return std::nullopt;
}

std::string format_duration(Milliseconds duration) {
  for (const auto& unit : kUnits) {
    if (duration.count() != 0 && duration.count() % unit.milliseconds == 0) {
      return std::to_string(duration.count() / unit.milliseconds) +
             std::string(unit.suffix);
    }
  }
  return "0";
}

}  // namespace flk
