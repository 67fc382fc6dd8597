// SPDX-License-Identifier: GPL-3.0-or-later
// Sealed values: encrypted to the fleet's offline key, so that the server
// stores what only the holder of that key can read.
//
// sealed1.KID.BOX: BOX is base64url of libsodium's sealed box (X25519 and
// XSalsa20-Poly1305, crypto_box_seal(3)) over the canonical JSON text
// [hostIdentifier,twig,column,value], padded (sodium_pad(3), ISO/IEC 7816-4)
// to a multiple of 256 bytes. flock-policy(5).

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <flock/base/secret.hpp>

namespace flk {

// Where a value stands. What is sealed opens there and nowhere else.
struct ValuePlace {
  std::string_view host;  // hostIdentifier, decoded
  std::string_view twig;  // the record's name, decoded
  std::string_view column;
  std::string_view rules = {};  // the policy's twig
  std::string_view month = {};  // of the record's own time, 2026-11
};

inline constexpr std::size_t kSealKeyBytes = 32;
inline constexpr std::string_view kSealedPrefix = "sealed1.";

// Base64url of the first 16 bytes of SHA-256 over the public key, 22
// characters.
std::string seal_key_id(std::string_view public_key);

class Sealer {
 public:
  // `public_key` has kSealKeyBytes.
  explicit Sealer(std::string public_key);

  // Appends the sealed value; `value` is canonical JSON.
  void append_sealed(std::string& out, const ValuePlace& place,
                     std::string_view value) const;

 private:
  std::string public_key_;
  std::string prefix_;  // sealed1.KID.
};

struct SealKeyPair {
  std::string public_key;
  SecretBytes secret_key;

  static SealKeyPair generate();
  static SealKeyPair of(SecretBytes secret_key);
};

enum class OpenOutcome {
  opened,
  not_ours,   // no sealed value, or sealed to another key
  damaged,    // it names our key and does not open
  elsewhere,  // it was sealed for another place
};

class SealOpener {
 public:
  explicit SealOpener(SealKeyPair keys);

  // `value` becomes the JSON text that was sealed at `place`.
  OpenOutcome open(std::string_view text, const ValuePlace& place,
                   std::string& value) const;

 private:
  std::optional<std::string> decrypted(std::string_view box) const;

  SealKeyPair keys_;
  std::string prefix_;
};

}  // namespace flk
