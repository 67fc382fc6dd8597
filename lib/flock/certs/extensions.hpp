// SPDX-License-Identifier: GPL-3.0-or-later
// The extensions of RFC 5280 section 4.2 that our certificates have, one
// function each. All throw Error (defect) when OpenSSL fails.

#pragma once

#include <initializer_list>
#include <string>

#include <flock/certs/names.hpp>
#include <flock/certs/openssl.hpp>
#include <flock/certs/profile.hpp>

namespace flk {

// Critical; a CA's path length is 0.
void add_basic_constraints(X509* certificate, bool is_authority);

// Critical; the bits are those of section 4.2.1.3.
enum class KeyUsage {
  digital_signature = 0,
  key_encipherment = 2,  // of RSA keys, which TLS 1.2 may use so
  cert_sign = 5,
  crl_sign = 6
};
void add_key_usage(X509* certificate, std::initializer_list<KeyUsage> bits);

// Extended key usage: serverAuth, clientAuth.
void add_role(X509* certificate, Role role);

// Critical; nothing where there are none.
void add_name_constraints(X509* certificate,
                          const NameConstraints& constraints);

void add_alternative_names(X509* certificate, const AlternativeNames& names);

// RFC 7093 section 2, method 1: 20 bytes of SHA-256 over the public key.
std::string key_id(const X509* certificate);
void add_subject_key_id(X509* certificate, const std::string& id);

// The CA's own identifier; a CA that has none cannot be named by one.
void add_authority_key_id(X509* certificate, X509* authority);
// As the above has it; nullptr where the CA has none.
OpensslHandle<AUTHORITY_KEYID> make_authority_key_id(const X509* authority);

}  // namespace flk
