// SPDX-License-Identifier: GPL-3.0-or-later
// The private key of a certificate, in a PEM file of its own (PKCS#8, RFC
// 5958): unencrypted, or protected by a passphrase (PBES2, RFC 8018).

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <flock/base/secret.hpp>
#include <flock/certs/openssl.hpp>
#include <flock/certs/passphrase.hpp>
#include <flock/certs/profile.hpp>

namespace flk {

// Of PBKDF2; OWASP's figure for SHA-256.
inline constexpr int kProtectionRounds = 600000;

inline constexpr std::size_t kMaxKeyFile = 64 << 10;

class CertificateKey {
 public:
  // `handle` may have the public half alone, or be null.
  explicit CertificateKey(KeyHandle handle);

  static CertificateKey generate(const KeyType& type = {});

  // Any kind that OpenSSL reads. Throws Error (config) where others can read
  // the file, where it is protected by a passphrase, and where it is no key.
  static CertificateKey load(const std::string& path);
  // As load(), whoever can read the file: to look at, not to use.
  static CertificateKey load_whatever_mode(const std::string& path);
  // As load(); where it is protected, asks for the passphrase, and takes it
  // whoever can read it if may_be_read_by_others(). `used` becomes what it was
  // opened with; it stays as it is where the key is not protected.
  static CertificateKey load(const std::string& path,
                             const Passphrase& passphrase,
                             std::optional<SecretBytes>* used = nullptr);

  // PKCS#8 behind `text`, as written_to() gives it; wiped on release.
  BioHandle pem(const std::string& text = {}) const;
  // The same under a passphrase: AES-256-CBC, the key by PBKDF2 with
  // HMAC-SHA-256.
  std::string protected_pem(const SecretBytes& passphrase,
                            int rounds = kProtectionRounds) const;

  // The public half, SubjectPublicKeyInfo in DER.
  std::string public_der() const;
  // Puts it into `certificate`.
  void set_public_half(X509* certificate) const;

  bool operator==(const CertificateKey& other) const;

  EVP_PKEY* get() const { return handle_.get(); }

 private:
  OpensslHandle<PKCS8_PRIV_KEY_INFO> pkcs8() const;

  KeyHandle handle_;
  // Where it lies on a curve with a name: that (an OpenSSL NID), and the public
  // half encoded. Kept, since to encode it takes as long as to make a key.
  int curve_ = 0;
  std::string point_;
};

// Whether the PEM file at `path` is a key under a passphrase.
bool is_protected_key(const std::string& path);

// Whether the PEM file at `path` is a key that its passphrase protects well
// enough: PKCS#8's ENCRYPTED PRIVATE KEY, no other beside it. On a stick with
// FAT no mode can keep others out.
bool may_be_read_by_others(const std::string& path);

// Why nobody should get a certificate for this key ("RSA 1024 is too weak");
// empty where there is no reason.
std::string key_refusal(EVP_PKEY* key);

// The kind of a public or private key: "EC P-256", "RSA 3072", "Ed25519".
std::string key_type(EVP_PKEY* key);

}  // namespace flk
