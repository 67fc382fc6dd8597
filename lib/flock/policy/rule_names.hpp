// SPDX-License-Identifier: GPL-3.0-or-later
// The words that policies have for actions and generalizations.

#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace flk {

// In the order of the enumerators.
inline constexpr std::array<std::string_view, 8> kActionNames{
    "keep",       "drop",    "mask",      "truncate",
    "generalize", "replace", "pseudonym", "seal"};
inline constexpr std::array<std::string_view, 9> kGeneralizationNames{
    "minor",   "major",  "day",    "month",   "home",
    "command", "prefix", "domain", "schedule"};

template <typename Enum, std::size_t size>
std::optional<Enum> parse_name(const std::array<std::string_view, size>& names,
                               std::string_view name) {
  for (std::size_t i = 0; i < size; ++i) {
    if (names[i] == name) return static_cast<Enum>(i);
  }
  return std::nullopt;
}

template <std::size_t size>
std::string listed(const std::array<std::string_view, size>& names) {
  std::string out;
  for (const auto name : names) {
    if (!out.empty()) out += ", ";
    out += name;
  }
  return out;
}

}  // namespace flk
