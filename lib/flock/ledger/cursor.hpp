// SPDX-License-Identifier: GPL-3.0-or-later
// flock.cursor: where in its source a record stands, LEDGER.SOURCE:POSITION.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace flk {

struct Cursor {
  std::string ledger;
  std::string source;  // a-z and '-'
  std::uint64_t position = 0;

  std::string text() const;
  static std::optional<Cursor> parse(std::string_view text);
};

}  // namespace flk
