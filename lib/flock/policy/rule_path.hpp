// SPDX-License-Identifier: GPL-3.0-or-later
// Where the names in a path end, be it alone or in the middle of a text: for
// rule_home.cpp, whose inner loops these are.

#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

namespace flk {

// Looked up by a byte: find_first_of() searches its set for each.
class CharSet {
 public:
  constexpr explicit CharSet(std::string_view chars) {
    for (const char c : chars) has_[static_cast<unsigned char>(c)] = true;
  }

  constexpr bool has(char c) const {
    return has_[static_cast<unsigned char>(c)];
  }
  // The first one at `at` or behind it; text.size() where there is none.
  std::size_t find_in(std::string_view text, std::size_t at) const {
    while (at < text.size() && !has(text[at])) ++at;
    return at;
  }

 private:
  std::array<bool, 256> has_{};
};

// What ends a name in a path, be it alone or in a command line.
inline constexpr CharSet kPathEnds{
    std::string_view("/ \t\r\n\v\f'\"`:;,|&<>()[]{}=\0", 25)};

inline bool is_path_end(char c) { return kPathEnds.has(c); }

// Behind what is no end; a backslash takes the next character along, as in
// "/Users/Ann\ Smith" and "/home/DOMAIN\ann".
inline std::size_t word_end(std::string_view text, std::size_t at) {
  while (at < text.size() && !is_path_end(text[at])) {
    at += text[at] == '\\' ? 2 : 1;
  }
  return std::min(at, text.size());
}

// What begins an option, a home and what was hidden: no part of a name.
inline constexpr CharSet kNoNames{"-~*"};

// Where the name of a folder ends that begins at `at`. Words behind it that
// are neither an option nor a path belong to it ("/home/Ann Smith").
inline std::size_t name_end(std::string_view text, std::size_t at) {
  auto end = word_end(text, at);
  while (end > at && end < text.size() && text[end] == ' ') {
    const auto next = text.find_first_not_of(' ', end);
    if (next == std::string_view::npos || kNoNames.has(text[next])) break;
    const auto behind = word_end(text, next);
    if (behind == next) break;
    end = behind;
  }
  return end;
}

// Where the component ends that begins at `at`: of a text that is a path from
// its beginning on, whatever else is in it ("/Users/Ann (work)/x").
inline std::size_t component_end(std::string_view text, std::size_t at) {
  constexpr std::string_view kListEnds = "/:;,\n";
  auto end = at;
  while (end < text.size() &&
         kListEnds.find(text[end]) == std::string_view::npos) {
    end += text[end] == '\\' ? 2 : 1;
  }
  return std::min(end, text.size());
}

// Behind any number of "/" and "./".
inline std::size_t behind_slashes(std::string_view text, std::size_t at) {
  while (at < text.size() && text[at] == '/') {
    ++at;
    if (text.substr(at, 2) == "./") ++at;
  }
  return at;
}

// Behind `path`, of which each slash stands for any number of "/" and "./";
// npos where another stands at `at`.
inline std::size_t behind_path(std::string_view text, std::size_t at,
                               std::string_view path) {
  while (!path.empty()) {
    const auto behind = behind_slashes(text, at);
    if (behind == at) return std::string_view::npos;
    path.remove_prefix(1);
    const auto part = path.substr(0, path.find('/'));
    if (!text.substr(behind).starts_with(part)) return std::string_view::npos;
    at = behind + part.size();
    path.remove_prefix(part.size());
  }
  return at;
}

}  // namespace flk
