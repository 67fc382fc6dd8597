// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/auth/basic.hpp>

#include <algorithm>
#include <cctype>

#include <flock/auth/user_name.hpp>
#include <flock/base/encoding.hpp>

namespace flk {
namespace {

bool is_basic(std::string_view scheme) {
  constexpr std::string_view kBasic = "basic";
  return std::equal(
      scheme.begin(), scheme.end(), kBasic.begin(), kBasic.end(),
      [](unsigned char a, char b) { return std::tolower(a) == b; });
}

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") + 1 - begin);
}

}  // namespace

std::optional<BasicCredentials> parse_basic(std::string_view header) {
  header = trimmed(header);
  const auto space = header.find_first_of(" \t");
  if (space == std::string_view::npos || !is_basic(header.substr(0, space))) {
    return std::nullopt;
  }
  const auto pair = from_base64(trimmed(header.substr(space)));
  if (!pair) return std::nullopt;
  const auto colon = pair->find(':');
  if (colon == std::string::npos || colon + 1 == pair->size()) {
    return std::nullopt;
  }
  BasicCredentials credentials{pair->substr(0, colon), pair->substr(colon + 1)};
  if (!is_user_name(credentials.user)) return std::nullopt;
  return credentials;
}

}  // namespace flk
