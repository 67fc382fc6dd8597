// SPDX-License-Identifier: GPL-3.0-or-later
// Invites: what an administrator hands to a person, one line
//   flock-invite-1 URL CODE HASH
// HASH is that of the gateway's CA certificate, `-` for the system's CAs.

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <flock/base/random.hpp>

namespace flk {

struct InviteLine {
  std::string url;      // is_gateway_url(), without trailing slashes
  std::string code;     // 27 characters of base64url
  std::string ca_hash;  // certificate_hash() of the CA, or empty

  std::string text() const;
  // White space around and between does not count. nullopt where `text` is no
  // such line.
  static std::optional<InviteLine> parse(std::string_view text);
};

// 160 random bits. hash_token() of it is what is stored.
std::string make_invite_code(Random& random);

// Base64url of SHA-256 over the DER of the one certificate in `pem`, 43
// characters. nullopt where there is none, or more than one.
std::optional<std::string> certificate_hash(std::string_view pem);

}  // namespace flk
