// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/record/json.hpp>

#include <charconv>

#include <flock/record/json_scalar.hpp>

namespace flk {

std::optional<JsonValue> JsonValue::find(std::string_view key) const {
  for (const auto member : members()) {
    if (member.key.equals(key)) return member.value;
  }
  return std::nullopt;
}

std::string JsonValue::decoded() const {
  std::string buffer;
  return std::string(decoded(buffer));
}

std::string_view JsonValue::unescaped(std::string& buffer) const {
  buffer.clear();
  append_unescaped(buffer, inner());
  return buffer;
}

std::optional<std::int64_t> JsonValue::integer() const {
  if (type() != JsonType::number) return std::nullopt;
  std::int64_t value = 0;
  const auto digits = raw();
  const char* end = digits.data() + digits.size();
  const auto [rest, error] = std::from_chars(digits.data(), end, value);
  if (error != std::errc{} || rest != end) return std::nullopt;
  return value;
}

}  // namespace flk
