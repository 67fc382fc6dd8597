// SPDX-License-Identifier: GPL-3.0-or-later
// Ed25519 keys (RFC 8032) in minisign's files, as minisign(1) 0.11 reads and
// writes them: for records and for files.
//
// Both files are a comment line and a line of base64. Public: "Ed", key id (8
// bytes), key (32). Secret: "Ed", key derivation (two zero bytes: none; "Sc":
// scrypt), checksum "B2", salt (32) and limits (8, 8) of the derivation, key
// id (8), seed and public key (64), checksum (32; zeros where not encrypted).

#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include <flock/base/random.hpp>
#include <flock/base/secret.hpp>
#include <flock/signature/key_encryption.hpp>

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
  // A .pub file's text.
  std::string file() const;
  // The key's RFC 7638 thumbprint in base64url, 43 characters: a JWS "kid".
  std::string kid() const;
  const std::string& bytes() const { return bytes_; }
  const std::string& key_id() const { return key_id_; }  // 8 bytes
  // The key id as minisign prints it: a little-endian number in capital hex,
  // without leading zeros.
  std::string printed_id() const;

  bool operator==(const PublicKey&) const = default;

 private:
  friend class SigningKey;
  std::string key_id_;
  std::string bytes_;
};

// Asks for the passphrase of a key file; called only where it has one.
using PassphraseSource = std::function<SecretBytes()>;

class SigningKey {
 public:
  // How a secret key file is to be encrypted.
  struct Encryption {
    std::string_view passphrase;
    std::string salt;  // kScryptSaltBytes of randomness
    ScryptLimits limits = ScryptLimits::of_minisign();
  };

  static SigningKey generate(Random& random);
  // From a 32-byte seed, for vectors.
  static SigningKey from_seed(std::string_view seed, std::string_view key_id);
  // minisign's secret key file, unencrypted (minisign -G -W) or by scrypt;
  // refused when others can read it. Throws Error (config), with a hint where
  // it is missing, or encrypted and there is no `passphrase`.
  static SigningKey load(const std::string& path,
                         const PassphraseSource& passphrase = {});

  // Makes both files, the secret one O_EXCL and 0600, encrypted unless
  // `encryption` is null. Throws Error (config) where one is there already;
  // then neither is made.
  void save(const std::string& secret_path, const std::string& public_path,
            const Encryption* encryption = nullptr) const;
  void save_secret(const std::string& path,
                   const Encryption* encryption = nullptr) const;

  const PublicKey& public_key() const { return public_key_; }
  // The signature's 64 bytes over `message`.
  std::string sign(std::string_view message) const;

 private:
  SigningKey() = default;
  // The base64 line of the secret key file; the caller wipes it.
  std::string secret_line(const Encryption* encryption) const;

  SecretBytes secret_;  // libsodium's 64 bytes: seed and public key
  PublicKey public_key_;
};

// False also where `signature` is not 64 bytes, is not in its one canonical
// form, or the key is one of small order.
bool verify_signature(const PublicKey& key, std::string_view message,
                      std::string_view signature);

}  // namespace flk
