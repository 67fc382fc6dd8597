// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/record/canonical.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>

#include <flock/base/json_text.hpp>
#include <flock/record/json_scalar.hpp>

namespace flk {
namespace {

// Shortest digits that read back as `value` (> 0), and the decimal exponent n
// of ECMA-262: value = 0.DIGITS * 10^n.
struct Decimal {
  std::string digits;
  int exponent;
};

Decimal shortest(double value) {
  char text[40];
  const auto end = std::to_chars(text, text + sizeof text, value,
                                 std::chars_format::scientific)
                       .ptr;
  const std::string_view all(text, static_cast<std::size_t>(end - text));
  const auto e = all.find('e');
  Decimal result{std::string(all.substr(0, 1)), 0};
  if (e > 2) result.digits += all.substr(2, e - 2);
  result.exponent = std::atoi(std::string(all.substr(e + 1)).c_str()) + 1;
  return result;
}

void append_array(std::string& out, const JsonValue& array) {
  out += '[';
  bool any = false;
  for (const auto element : array.elements()) {
    if (any) out += ',';
    any = true;
    append_canonical(out, element);
  }
  out += ']';
}

void append_object(std::string& out, const JsonValue& object) {
  CanonicalObject members;
  for (const auto member : object.members()) members.add(member);
  members.append_to(out);
}

// A string without a backslash has nothing to escape: JSON's reader took it.
void append_string(std::string& out, const JsonValue& string) {
  if (string.node().escaped) {
    append_json_string(out, string.decoded());
  } else {
    out += string.raw();
  }
}

// A safe integer's digits are its ECMAScript spelling already, and any other
// keeps its digits.
bool keeps_digits(std::string_view token) {
  return is_integer_token(token) && token != "-0";
}

// Bytes order UTF-8 by code point. UTF-16 differs in one thing: characters
// above U+FFFF are surrogates there, D800 to DFFF, and sort before E000 to
// FFFF, whose first byte in UTF-8 is EE or EF.
int utf16_rank(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte == 0xee || byte == 0xef ? byte + 0x100 : byte;
}

}  // namespace

void append_canonical(std::string& out, const JsonValue& value) {
  switch (value.type()) {
    case JsonType::object:
      return append_object(out, value);
    case JsonType::array:
      return append_array(out, value);
    case JsonType::string:
      return append_string(out, value);
    case JsonType::number:
      if (!keeps_digits(value.raw())) {
        out += canonical_number(value.raw());
        return;
      }
      [[fallthrough]];
    default:
      out += value.raw();
  }
}

std::string canonical(const JsonValue& value) {
  std::string out;
  append_canonical(out, value);
  return out;
}

CanonicalObject::CanonicalObject() {
  constexpr std::size_t kUsual = 16;
  members_.reserve(kUsual);
}

void CanonicalObject::add(std::string key, std::string value) {
  const auto& made = made_.emplace_front(std::move(key), std::move(value));
  members_.push_back({made.first, std::nullopt, made.second});
}

void CanonicalObject::add(const JsonMember& member) {
  std::string_view key = member.key.decoded(buffer_);
  if (member.key.node().escaped) key = made_.emplace_front(key, "").first;
  members_.push_back({key, member.value, {}});
}

void CanonicalObject::append_to(std::string& out) {
  std::sort(members_.begin(), members_.end(), [](const auto& a, const auto& b) {
    return utf16_less(a.key, b.key);
  });
  out += '{';
  bool any = false;
  for (const auto& member : members_) {
    if (any) out += ',';
    any = true;
    append_json_string(out, member.key);
    out += ':';
    if (member.value) {
      append_canonical(out, *member.value);
    } else {
      out += member.made;
    }
  }
  out += '}';
}

std::string canonical_number(std::string_view token) {
  if (keeps_digits(token)) return std::string(token);
  double value = 0;
  std::from_chars(token.data(), token.data() + token.size(), value);
  return ecmascript_number(value);
}

std::string ecmascript_number(double value) {
  if (value == 0) return "0";
  if (value < 0) return "-" + ecmascript_number(-value);
  const auto [digits, n] = shortest(value);
  const int k = static_cast<int>(digits.size());
  const auto count = [](int number) {
    return static_cast<std::size_t>(number);
  };
  if (k <= n && n <= 21) return digits + std::string(count(n - k), '0');
  if (0 < n && n <= 21) {
    return digits.substr(0, count(n)) + "." + digits.substr(count(n));
  }
  if (-6 < n && n <= 0) return "0." + std::string(count(-n), '0') + digits;
  const int e = n - 1;
  const std::string exponent =
      (e < 0 ? "e-" : "e+") + std::to_string(std::abs(e));
  if (k == 1) return digits + exponent;
  return digits.substr(0, 1) + "." + digits.substr(1) + exponent;
}

bool utf16_less(std::string_view a, std::string_view b) {
  const auto [i, j] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  if (j == b.end()) return false;
  if (i == a.end()) return true;
  return utf16_rank(*i) < utf16_rank(*j);
}

}  // namespace flk
