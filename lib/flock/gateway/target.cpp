// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/gateway/target.hpp>

#include <algorithm>
#include <charconv>
#include <optional>

namespace flk {
namespace {

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_unreserved(char c) {
  return is_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
         c == '_' || c == '~';
}

bool starts_with_scheme(std::string_view text, std::string_view scheme) {
  return text.size() >= scheme.size() &&
         std::equal(
             scheme.begin(), scheme.end(), text.begin(), [](char a, char b) {
               return a == (is_letter(b) ? static_cast<char>(b | 0x20) : b);
             });
}

std::string_view without_host(std::string_view target) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!starts_with_scheme(target, scheme)) continue;
    target.remove_prefix(scheme.size());
    target.remove_prefix(std::min(target.find_first_of("/?"), target.size()));
    return target;
  }
  return target;
}

// The character that stands escaped at the front of `text`, where that was not
// needed.
std::optional<char> needlessly_escaped(std::string_view text) {
  if (text.size() < 3 || text[0] != '%') return std::nullopt;
  unsigned char byte = 0;
  const auto* digits = text.data() + 1;
  const auto [end, error] = std::from_chars(digits, digits + 2, byte, 16);
  const auto c = static_cast<char>(byte);
  if (error != std::errc{} || end != digits + 2 || !is_unreserved(c)) {
    return std::nullopt;
  }
  return c;
}

}  // namespace

std::string origin_form(std::string_view target) {
  constexpr std::size_t kEscape = 3;
  const bool has_host = !target.starts_with('/');
  if (has_host) target = without_host(target);
  const auto path = target.substr(0, target.find('?'));
  std::string out;
  if (has_host && path.empty()) out += '/';
  if (path.find('%') == std::string_view::npos) return out.append(target);
  for (std::size_t at = 0; at < path.size();) {
    const auto c = needlessly_escaped(path.substr(at));
    out += c.value_or(path[at]);
    at += c ? kEscape : 1;
  }
  return out.append(target.substr(path.size()));
}

}  // namespace flk
