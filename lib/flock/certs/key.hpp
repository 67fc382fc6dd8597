// SPDX-License-Identifier: GPL-3.0-or-later
// The private key of a certificate, in a PEM file of its own (PKCS#8, RFC
// 5958, unencrypted).

#pragma once

#include <string>
#include <utility>

#include <flock/certs/openssl.hpp>

namespace flk {

class CertificateKey {
 public:
  explicit CertificateKey(KeyHandle handle) : handle_(std::move(handle)) {}

  // A new one on the curve P-256.
  static CertificateKey generate();

  // Any kind that OpenSSL reads. Throws Error (config) where others can read
  // the file, where it is protected by a passphrase, and where it is no key.
  static CertificateKey load(const std::string& path);

  // The key in `path`, as load(); where there is none a new one, as save_new().
  // The second is whether it was made. The caller holds certificate_lock().
  static std::pair<CertificateKey, bool> load_or_make(const std::string& path);

  // Makes the file, 0600, whole or not at all, durable. Throws Error (config)
  // where one is there: nobody's key is overwritten.
  void save_new(const std::string& path) const;

  EVP_PKEY* get() const { return handle_.get(); }

 private:
  KeyHandle handle_;
};

// The kind of a public or private key: "EC P-256", "RSA 3072", "Ed25519".
std::string key_type(EVP_PKEY* key);

}  // namespace flk
