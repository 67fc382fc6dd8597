// SPDX-License-Identifier: GPL-3.0-or-later
// An X.509 certificate (RFC 5280) as it lies in a PEM file, to be read.

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <flock/base/clock.hpp>
#include <flock/certs/key.hpp>
#include <flock/certs/names.hpp>
#include <flock/certs/openssl.hpp>
#include <flock/certs/profile.hpp>

namespace flk {

class Certificate {
 public:
  explicit Certificate(X509Handle handle) : handle_(std::move(handle)) {}

  // All certificates in `pem`, at least one; text around them is skipped.
  // Throws Error (config) naming `path`.
  static std::vector<Certificate> parse_all(std::string_view pem,
                                            const std::string& path);
  // As above, of a file; empty where there is none.
  static std::vector<Certificate> load_if_exists(const std::string& path);

  std::string pem() const;
  std::string der() const;

  std::string subject() const;      // as in RFC 4514: "CN=gateway"
  std::string issuer() const;       // likewise
  std::string common_name() const;  // empty where there is none
  std::string serial() const;       // in hex
  // Of kinds that instances.yml cannot ask for nothing is said.
  AlternativeNames names() const;
  Milliseconds not_before() const;
  Milliseconds not_after() const;
  std::string key_type() const;
  // nullptr where it is of a kind that OpenSSL does not know.
  KeyHandle public_key() const;
  // What it may be used for in TLS; nullopt where neither.
  std::optional<Role> role() const;
  // The value of its name constraints, in DER; empty where it has none.
  std::string constraints_der() const;
  // The bytes of its key's identifier; where it has none, those that we would
  // have given it: `revoked` and rollovers tell CAs apart by it.
  std::string key_id() const;

  // SHA-256 of the DER form in hex, as browsers and openssl(1) have it.
  std::string fingerprint() const;
  // The same in base64url: what an invite names a CA by.
  std::string hash() const;

  bool is_authority() const;
  bool is_for(const CertificateKey& key) const;
  // Whether `authority` is named as issuer and its key verifies the signature;
  // time plays no part.
  bool is_signed_by(const Certificate& authority) const;

  X509* get() const { return handle_.get(); }

 private:
  X509Handle handle_;
};

}  // namespace flk
