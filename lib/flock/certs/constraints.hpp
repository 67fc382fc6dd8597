// SPDX-License-Identifier: GPL-3.0-or-later
// What a CA's name constraints (RFC 5280 section 4.2.1.10) forbid, as OpenSSL
// sees it.

#pragma once

#include <optional>
#include <string>

#include <flock/certs/certificate.hpp>
#include <flock/certs/names.hpp>
#include <flock/certs/profile.hpp>

namespace flk {

struct ConstraintRefusal {
  // Behind "the CA's name constraints": "forbid 'kibana' (permitted subtree
  // violation)".
  std::string reason;
  std::string cure;
};

// Why the name constraints of `authority` forbid a certificate with these
// names; nullopt where they do not. Where there is no DNS name, a CN that looks
// like a host's name counts as one.
std::optional<ConstraintRefusal> constraint_refusal(
    const Certificate& authority, const std::string& common_name,
    const AlternativeNames& names);

// The name constraints of `profile` as a certificate has them, in DER; empty
// where there are none.
std::string constraints_der(const AuthorityProfile& profile);

}  // namespace flk
