// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/ledger/cursor.hpp>

#include <charconv>

namespace flk {

std::string Cursor::text() const {
  return ledger + "." + source + ":" + std::to_string(position);
}

std::optional<Cursor> Cursor::parse(std::string_view text) {
  const auto dot = text.find('.');
  const auto colon = text.rfind(':');
  if (dot == std::string_view::npos || colon == std::string_view::npos ||
      dot == 0 || colon <= dot + 1) {
    return std::nullopt;
  }
  Cursor cursor{std::string(text.substr(0, dot)),
                std::string(text.substr(dot + 1, colon - dot - 1)), 0};
  if (cursor.source.find_first_not_of("abcdefghijklmnopqrstuvwxyz-") !=
      std::string::npos) {
    return std::nullopt;
  }
  const char* end = text.data() + text.size();
  const auto [rest, error] =
      std::from_chars(text.data() + colon + 1, end, cursor.position);
  if (error != std::errc{} || rest != end) return std::nullopt;
  return cursor;
}

}  // namespace flk
