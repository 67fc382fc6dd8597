// SPDX-License-Identifier: GPL-3.0-or-later
// Revoking certificates, and making the CRL that says so; flock-certs(1),
// revoke and crl.

#pragma once

#include <chrono>
#include <string>
#include <vector>

#include <flock/base/clock.hpp>
#include <flock/certs/authority.hpp>
#include <flock/certs/revocation.hpp>

namespace flk {

inline constexpr Milliseconds kCrlValidity = std::chrono::days{30};

struct RevokeOptions {
  std::string dir = "certs";
  AuthorityKeySource ca_key;
  std::vector<std::string> names;    // of certificates that are there
  std::vector<std::string> serials;  // in hex: of ones that are not any more
  RevocationReason reason = RevocationReason::unspecified;
  Milliseconds validity = kCrlValidity;
};

struct RevokeReport {
  std::vector<std::string> added;    // serials that are new
  std::vector<std::string> unknown;  // of these, those that nothing here has
  std::vector<std::string> notices;  // what a person should know
};

// Writes down what is revoked, then makes a fresh CRL; without names and
// serials just the CRL. Those of other CAs of ca.crt stay, those of CAs that
// are gone from it do not. What is revoked already stays as it is, and so does
// what only a list of a CA here has: it is written down. Throws Error before
// anything is changed where a name or a serial is none, the CA cannot sign, or
// the list would be stale at once.
RevokeReport revoke_certificates(const RevokeOptions& options, Clock& clock);

}  // namespace flk
