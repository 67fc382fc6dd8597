// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/record/time.hpp>

#include <charconv>
#include <string_view>

#include <flock/record/json_scalar.hpp>

namespace flk {
namespace {

constexpr std::int64_t kEnd = 253402300800;  // 10000-01-01, in seconds

// The whole part of a number or of a string of digits, below `end`.
std::optional<std::int64_t> whole_number(const JsonValue& value,
                                         std::int64_t end) {
  std::string buffer;
  std::string_view digits;
  if (value.is_string()) {
    digits = value.decoded(buffer);
    if (digits.empty() ||
        digits.find_first_not_of("0123456789") != std::string_view::npos) {
      return std::nullopt;
    }
  } else if (value.type() == JsonType::number) {
    digits = value.raw();
  } else {
    return std::nullopt;
  }
  if (const auto number = value.integer()) {
    if (*number < 0 || *number >= end) return std::nullopt;
    return number;
  }
  double number = 0;
  const char* last = digits.data() + digits.size();
  const auto [rest, error] = std::from_chars(digits.data(), last, number);
  if (error != std::errc{} || rest != last || number < 0 ||
      number >= static_cast<double>(end)) {
    return std::nullopt;
  }
  // Whole numbers below 2^53 are exact in a double, and `end` is below that.
  return static_cast<std::int64_t>(number);
}

}  // namespace

std::optional<Milliseconds> record_time(const Record& record) {
  return record_time(record.find("unixTime"), record.find("timestamp"));
}

std::optional<Milliseconds> record_time(
    const std::optional<JsonValue>& unix_time,
    const std::optional<JsonValue>& timestamp) {
  if (unix_time) {
    if (const auto number = whole_number(*unix_time, kEnd)) {
      return Seconds{*number};
    }
  }
  if (timestamp) {
    if (const auto number = whole_number(*timestamp, kEnd * 1000)) {
      return Milliseconds{*number};
    }
  }
  return std::nullopt;
}

}  // namespace flk
