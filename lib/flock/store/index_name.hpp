// SPDX-License-Identifier: GPL-3.0-or-later
// The names of the indices that records lie in, flock-record(5), INDEX.

#pragma once

#include <optional>
#include <string_view>

#include <flock/base/clock.hpp>

namespace flk {

inline constexpr std::string_view kUndatedIndex = "flock-undated";
inline constexpr std::string_view kRefusedIndex = "flock-refused";

// Whether what is in it depends on when it came, not on its own time.
inline bool depends_on_arrival(std::string_view index) {
  return index == kUndatedIndex || index == kRefusedIndex;
}

// The first moment behind the day of flock-YYYY-MM-DD or the month of
// flock-agent-YYYY-MM; nullopt for any other name.
std::optional<Milliseconds> end_of_index(std::string_view index);

}  // namespace flk
