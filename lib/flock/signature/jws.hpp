// SPDX-License-Identifier: GPL-3.0-or-later
// A JSON Web Signature with detached, encoded payload (RFC 7515 appendix F) by
// Ed25519 (RFC 8037): BASE64URL(header)..BASE64URL(signature), the header
// exactly {"alg":"EdDSA","kid":KID}.

#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace flk {

// BASE64URL(header) of signatures by the key with this thumbprint.
std::string jws_header(std::string_view kid);

// What the signature is over: BASE64URL(header).BASE64URL(payload).
std::string jws_signing_input(std::string_view header,
                              std::string_view payload);

struct DetachedJws {
  std::string kid;        // 43 characters
  std::string header;     // jws_header(kid)
  std::string signature;  // 64 bytes

  std::string text() const;
  // nullopt where `text` is anything else: another header, white space,
  // padding, a signature of another length.
  static std::optional<DetachedJws> parse(std::string_view text);
};

}  // namespace flk
