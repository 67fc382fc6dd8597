// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/record/json_scalar.hpp>

#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <optional>

#include <flock/base/utf8.hpp>

namespace flk {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Takes digits off the front of `text`; false where there is none.
bool take_digits(std::string_view& text) {
  std::size_t count = 0;
  while (count < text.size() && is_digit(text[count])) ++count;
  text.remove_prefix(count);
  return count > 0;
}

bool take(std::string_view& text, std::string_view any_of) {
  if (text.empty() || any_of.find(text[0]) == std::string_view::npos) {
    return false;
  }
  text.remove_prefix(1);
  return true;
}

bool matches_grammar(std::string_view text) {
  take(text, "-");
  if (take(text, "0")) {
    if (!text.empty() && is_digit(text[0])) return false;
  } else if (!take_digits(text)) {
    return false;
  }
  if (take(text, ".") && !take_digits(text)) return false;
  if (take(text, "eE")) {
    take(text, "+-");
    if (!take_digits(text)) return false;
  }
  return text.empty();
}

// Only a long token or one with an exponent can overflow, so the conversion
// is for those alone. Underflow to zero is no fault.
bool overflows(std::string_view token) {
  constexpr std::size_t kSurelyFits = 308;
  if (token.size() <= kSurelyFits &&
      token.find_first_of("eE") == std::string_view::npos) {
    return false;
  }
  // Not std::from_chars, which reports underflow and overflow alike.
  return std::isinf(std::strtod(std::string(token).c_str(), nullptr));
}

std::optional<std::uint32_t> hex4(std::string_view text) {
  if (text.size() < 4) return std::nullopt;
  std::uint32_t value = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + 4, value, 16);
  if (error != std::errc{} || end != text.data() + 4) return std::nullopt;
  return value;
}

// The code point of the \u escape whose digits `text` begins with, and how
// many characters behind the 'u' it takes: 4, or 10 for a pair.
struct UnicodeEscape {
  std::uint32_t code_point;
  std::size_t length;
};

std::optional<UnicodeEscape> unicode_escape(std::string_view text) {
  const auto first = hex4(text);
  if (!first || (*first >= 0xdc00 && *first < 0xe000)) return std::nullopt;
  if (*first < 0xd800 || *first >= 0xe000) return UnicodeEscape{*first, 4};
  if (text.substr(4, 2) != "\\u") return std::nullopt;
  const auto second = hex4(text.substr(6));
  if (!second || *second < 0xdc00 || *second >= 0xe000) return std::nullopt;
  return UnicodeEscape{0x10000 + ((*first - 0xd800) << 10) + (*second - 0xdc00),
                       10};
}

// Most numbers are short integers: known without the whole grammar.
bool is_plain_integer(std::string_view token) {
  constexpr std::size_t kShort = 18;
  if (token.empty() || token.size() > kShort) return false;
  if (token[0] == '0') return token.size() == 1;
  for (const char c : token) {
    if (!is_digit(c)) return false;
  }
  return true;
}

constexpr std::string_view kNames = "\"\\/bfnrt";
constexpr std::string_view kNamed = "\"\\/\b\f\n\r\t";

}  // namespace

const char* number_fault(std::string_view token) {
  if (is_plain_integer(token)) return nullptr;
  if (!matches_grammar(token)) return "neither a value nor a number";
  if (overflows(token)) return "a number that overflows a double";
  return nullptr;
}

bool is_integer_token(std::string_view token) {
  return token.find_first_of(".eE") == std::string_view::npos;
}

bool escapes_are_valid(std::string_view inner) {
  while (true) {
    const auto backslash = inner.find('\\');
    if (backslash == std::string_view::npos) return true;
    inner.remove_prefix(backslash + 1);
    if (inner.empty()) return false;
    if (inner[0] == 'u') {
      const auto escape = unicode_escape(inner.substr(1));
      if (!escape) return false;
      inner.remove_prefix(1 + escape->length);
    } else {
      if (kNames.find(inner[0]) == std::string_view::npos) return false;
      inner.remove_prefix(1);
    }
  }
}

void append_unescaped(std::string& out, std::string_view inner) {
  while (true) {
    const auto backslash = inner.find('\\');
    out += inner.substr(0, backslash);
    if (backslash == std::string_view::npos) return;
    inner.remove_prefix(backslash + 1);
    if (inner[0] == 'u') {
      const auto escape = unicode_escape(inner.substr(1));
      append_utf8(out, escape->code_point);
      inner.remove_prefix(1 + escape->length);
    } else {
      out += kNamed[kNames.find(inner[0])];
      inner.remove_prefix(1);
    }
  }
}

}  // namespace flk
