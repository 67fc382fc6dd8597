// SPDX-License-Identifier: GPL-3.0-or-later
// Keyed pseudonyms: under one key, equal values of a domain give equal tokens;
// without the key, no token can be tied to a value, not even by trying every
// value.
//
// Source: keyed BLAKE2b, RFC 7693 section 3.3, as libsodium's
// crypto_generichash(). The policy action is "pseudonym", flock-policy(5).

#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <flock/base/secret.hpp>

namespace flk {

class Pseudonymizer {
 public:
  static constexpr std::size_t kKeyBytes = 32;

  // `key`, of kKeyBytes, must outlive this.
  explicit Pseudonymizer(const SecretBytes& key);

  // Appends p1.KID.TOKEN: TOKEN is base64url of BLAKE2b-128 over the JSON text
  // ["DOMAIN","PERIOD","VALUE"] in its canonical form, 22 characters.
  void append_token(std::string& out, std::string_view domain,
                    std::string_view period, std::string_view value) const;

  // 8 characters that tell keys apart and nothing else about them.
  const std::string& key_id() const { return key_id_; }

 private:
  const SecretBytes& key_;
  std::string key_id_;
};

}  // namespace flk
