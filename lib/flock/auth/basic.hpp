// SPDX-License-Identifier: GPL-3.0-or-later
// The Authorization header of Basic authentication, RFC 7617.

#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace flk {

struct BasicCredentials {
  std::string user;   // a user name by its form
  std::string token;  // not empty
};

// Splits at the first colon; the scheme's case does not count. nullopt for
// another scheme, no payload, one that is not base64, without a colon, with an
// empty token, or with what can be nobody's user name.
std::optional<BasicCredentials> parse_basic(std::string_view header);

}  // namespace flk
