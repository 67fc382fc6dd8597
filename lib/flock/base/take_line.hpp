// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <algorithm>
#include <string_view>

namespace flk {

// Takes the first line off the front of `text`, and returns it without its LF
// and the CRs before it, however many, as minisign(1) reads lines. The last may
// lack both.
inline std::string_view take_line(std::string_view& text) {
  auto line = text.substr(0, text.find('\n'));
  text.remove_prefix(std::min(text.size(), line.size() + 1));
  while (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

}  // namespace flk
