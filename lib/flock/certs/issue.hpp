// SPDX-License-Identifier: GPL-3.0-or-later
// Making certificates: the profile of RFC 5280, as openssl verify -x509_strict
// wants it. Serial numbers are 128 random bits, signatures use SHA-256 (or
// what a CA's key has of its own), key identifiers are RFC 7093's method 1.

#pragma once

#include <chrono>
#include <string>

#include <flock/base/clock.hpp>
#include <flock/certs/certificate.hpp>
#include <flock/certs/key.hpp>
#include <flock/certs/names.hpp>
#include <flock/certs/profile.hpp>

namespace flk {

// Both ends belong to it.
struct Validity {
  Milliseconds not_before{0};
  Milliseconds not_after{0};
};

// How far back a certificate begins, for clocks that are slow.
inline constexpr std::chrono::minutes kBackdating{5};

Validity authority_validity(Milliseconds now,
                            std::chrono::days days = kAuthorityDays);
// Never outside the CA's own. Throws Error (config) where that has expired or
// not begun.
Validity leaf_validity(Milliseconds now, const Certificate& authority,
                       std::chrono::days days = kLeafDays);

// A CA that signs itself and may sign leaves only (path length 0), bound to the
// profile's constraints. Unless the profile has a name its subject is
// "CN=Flock CA " and 16 hex digits of its key's identifier: CAs can be told
// apart, and one made again for the same key still has signed its leaves.
Certificate issue_authority(const CertificateKey& key, const Validity& validity,
                            const AuthorityProfile& profile = {});

// A certificate for the key of `old` that takes its place: with its subject and
// its key's identifier, whoever made it, so that what `old` has signed is
// signed by this as well. The profile's name does not count.
Certificate reissue_authority(const Certificate& old, const CertificateKey& key,
                              const Validity& validity,
                              const AuthorityProfile& profile);

// What the key signs a hash of: SHA-384 for curves of that size, else SHA-256;
// nullptr where it hashes by itself.
const EVP_MD* signature_digest(const CertificateKey& key);

// Adds a CN to the subject.
void add_common_name(X509* certificate, const std::string& name);

struct LeafRequest {
  std::string common_name;
  AlternativeNames names;
  Validity validity;
  Role role = Role::server;
};

// A certificate for `key`. `authority` is for `authority_key`.
Certificate issue_leaf(const LeafRequest& request, const CertificateKey& key,
                       const Certificate& authority,
                       const CertificateKey& authority_key);

}  // namespace flk
