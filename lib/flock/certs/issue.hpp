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

namespace flk {

// Both ends belong to it.
struct Validity {
  Milliseconds not_before{0};
  Milliseconds not_after{0};
};

inline constexpr std::chrono::days kAuthorityDays{1826};  // 5 years
inline constexpr std::chrono::days kLeafDays{397};
// How far back a certificate begins, for clocks that are slow.
inline constexpr std::chrono::minutes kBackdating{5};

Validity authority_validity(Milliseconds now);
// Never outside the CA's own. Throws Error (config) where that has expired.
Validity leaf_validity(Milliseconds now, const Certificate& authority);

// A CA that signs itself and may sign leaves only (path length 0). Its subject
// is "CN=Flock CA " and 16 hex digits of its key's identifier: CAs can be told
// apart, and one made again for the same key still has signed its leaves.
Certificate issue_authority(const CertificateKey& key,
                            const Validity& validity);

struct LeafRequest {
  std::string common_name;
  AlternativeNames names;
  Validity validity;
};

// A TLS server's certificate for `key`. `authority` is for `authority_key`.
Certificate issue_leaf(const LeafRequest& request, const CertificateKey& key,
                       const Certificate& authority,
                       const CertificateKey& authority_key);

}  // namespace flk
