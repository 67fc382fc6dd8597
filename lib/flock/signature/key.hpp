// SPDX-License-Identifier: GPL-3.0-or-later
// Ed25519 keys (RFC 8032) in minisign's files, as minisign(1) 0.11 reads and
// writes them: for records and for files.
//
// Both files are a comment line and a line of base64. Public: "Ed", key id (8
// bytes), key (32). Secret: "Ed", key derivation (two zero bytes: none; "Sc":
// scrypt), checksum "B2", salt (32) and limits (8, 8) of the derivation, key
// id (8), seed and public key (64), checksum (32; zeros where not encrypted).

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <flock/base/random.hpp>
#include <flock/base/secret.hpp>

namespace flk {

class PublicKey {
 public:
  static constexpr std::size_t kBytes = 32;
  static constexpr std::size_t kIdBytes = 8;

  // minisign's base64 line: "Ed", 8 bytes of key id, 32 bytes of key.
  static std::optional<PublicKey> parse(std::string_view line);
  // A .pub file: a comment line and the key's line. Throws Error (config).
  static PublicKey load(const std::string& path);

  std::string line() const;
  // The key's RFC 7638 thumbprint in base64url, 43 characters: a JWS "kid".
  std::string kid() const;
  const std::string& bytes() const { return bytes_; }
  const std::string& key_id() const { return key_id_; }  // 8 bytes

  bool operator==(const PublicKey&) const = default;

 private:
  friend class SigningKey;
  std::string key_id_;
  std::string bytes_;
};

class SigningKey {
 public:
  static SigningKey generate(Random& random);
  // From a 32-byte seed, for vectors.
  static SigningKey from_seed(std::string_view seed, std::string_view key_id);
  // minisign's secret key file, unencrypted (minisign -G -W); refused when
  // others can read it. Throws Error (config), with a hint where it is missing
  // or encrypted.
  static SigningKey load(const std::string& path);

  // Makes both files, the secret one O_EXCL and 0600. Throws Error (config)
  // where one is there already; then neither is made.
  void save(const std::string& secret_path,
            const std::string& public_path) const;

  const PublicKey& public_key() const { return public_key_; }
  // The signature's 64 bytes over `message`.
  std::string sign(std::string_view message) const;

 private:
  SigningKey() = default;
  // The base64 line of the secret key file; the caller wipes it.
  std::string secret_line() const;

  SecretBytes secret_;  // libsodium's 64 bytes: seed and public key
  PublicKey public_key_;
};

// False also where `signature` is not 64 bytes, is not in its one canonical
// form, or the key is one of small order.
bool verify_signature(const PublicKey& key, std::string_view message,
                      std::string_view signature);

}  // namespace flk
