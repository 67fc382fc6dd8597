// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/collect/text_fields.hpp>

#include <algorithm>
#include <charconv>

namespace flk {

constexpr std::string_view kSpace = " \t\r\n\v\f";

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

std::vector<std::string_view> words(std::string_view text,
                                    std::string_view separators) {
  std::vector<std::string_view> out;
  while (true) {
    const auto first = text.find_first_not_of(separators);
    if (first == std::string_view::npos) return out;
    text.remove_prefix(first);
    const auto length = std::min(text.find_first_of(separators), text.size());
    out.push_back(text.substr(0, length));
    text.remove_prefix(length);
  }
}

std::vector<std::string_view> fields(std::string_view text, char separator) {
  std::vector<std::string_view> out;
  while (true) {
    const auto end = text.find(separator);
    out.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return out;
    text.remove_prefix(end + 1);
  }
}

std::vector<std::string_view> lines(std::string_view text) {
  std::vector<std::string_view> out;
  for (const auto line : words(text, "\n")) {
    if (const auto inner = trimmed(line); !inner.empty()) out.push_back(inner);
  }
  return out;
}

std::optional<KeyValue> key_value(std::string_view text, char separator) {
  const auto at = text.find(separator);
  if (at == std::string_view::npos) return std::nullopt;
  return KeyValue{trimmed(text.substr(0, at)), trimmed(text.substr(at + 1))};
}

std::optional<std::int64_t> integer(std::string_view text, int base) {
  std::int64_t value = 0;
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, value, base);
  if (error != std::errc{} || rest != end) return std::nullopt;
  return value;
}

}  // namespace flk
