// SPDX-License-Identifier: GPL-3.0-or-later
// The text files of /etc and /proc as lines, words and numbers.

#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace flk {

// Without white space at both ends.
std::string_view trimmed(std::string_view text);

// The pieces between any of `separators`, none of them empty.
std::vector<std::string_view> words(
    std::string_view text, std::string_view separators = " \t\r\n\v\f");

// All pieces between `separator`, empty ones too.
std::vector<std::string_view> fields(std::string_view text, char separator);

// The lines, trimmed, without blank ones.
std::vector<std::string_view> lines(std::string_view text);

struct KeyValue {
  std::string_view key;
  std::string_view value;
};

// What stands before and behind the first `separator`, trimmed; nullopt where
// there is none.
std::optional<KeyValue> key_value(std::string_view text, char separator);

// All of `text` as an integer.
std::optional<std::int64_t> integer(std::string_view text, int base = 10);

}  // namespace flk
