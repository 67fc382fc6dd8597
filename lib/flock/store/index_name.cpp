// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/store/index_name.hpp>

#include <string>

namespace flk {
namespace {

constexpr std::string_view kDayPrefix = "flock-";
constexpr std::string_view kAgentPrefix = "flock-agent-";

std::optional<Milliseconds> midnight(std::string_view day) {
  return parse_rfc3339(std::string(day) + "T00:00:00Z");
}

}  // namespace

std::optional<Milliseconds> end_of_index(std::string_view index) {
  constexpr std::size_t kMonthLength = 7;
  constexpr std::size_t kDayLength = 10;
  constexpr std::chrono::hours kMoreThanAMonth{32 * 24};
  if (index.starts_with(kAgentPrefix)) {
    const auto month = index.substr(kAgentPrefix.size());
    if (month.size() != kMonthLength) return std::nullopt;
    const auto first = midnight(std::string(month) + "-01");
    if (!first) return std::nullopt;
    return midnight(format_month(*first + kMoreThanAMonth) + "-01");
  }
  if (!index.starts_with(kDayPrefix)) return std::nullopt;
  const auto day = index.substr(kDayPrefix.size());
  const auto begin = day.size() == kDayLength ? midnight(day) : std::nullopt;
  if (!begin) return std::nullopt;
  return *begin + std::chrono::hours{24};
}

}  // namespace flk
