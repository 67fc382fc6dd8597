// SPDX-License-Identifier: GPL-3.0-or-later
// The certificate revocation list of a CA (RFC 5280 section 5), DIR/ca/ca.crl,
// and what it is made from; flock-certs(1), revoke and crl.

#pragma once

#include <chrono>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <flock/base/clock.hpp>
#include <flock/certs/authority.hpp>
#include <flock/certs/revocation.hpp>

namespace flk {

inline constexpr Milliseconds kCrlValidity = std::chrono::days{30};

// A list as it lies in a PEM file, to be read.
class RevocationList {
 public:
  explicit RevocationList(CrlHandle handle) : handle_(std::move(handle)) {}

  // All lists in `path`; empty where there is no file. Throws Error (config).
  static std::vector<RevocationList> load_all(const std::string& path);

  // A list of `revocations` of this CA's key, valid from five minutes back.
  // Its number is the later of `now` in seconds and `last_number` + 1.
  static RevocationList make(const Certificate& authority,
                             const CertificateKey& key,
                             const std::vector<Revocation>& revocations,
                             Milliseconds now, Milliseconds validity,
                             std::uint64_t last_number);

  bool is_signed_by(const Certificate& authority) const;
  Milliseconds next_update() const;
  std::uint64_t number() const;  // 0 where it has none that fits
  std::set<std::string> serials() const;
  std::string pem() const;

  X509_CRL* get() const { return handle_.get(); }

 private:
  CrlHandle handle_;
};

struct RevokeOptions {
  std::string dir = "certs";
  AuthorityKeySource ca_key;
  std::vector<std::string> names;    // of certificates that are there
  std::vector<std::string> serials;  // in hex: of ones that are not any more
  RevocationReason reason = RevocationReason::unspecified;
  Milliseconds validity = kCrlValidity;
};

// Writes down what is revoked, then makes a fresh CRL; without names and
// serials just the CRL. What is revoked already stays as it is. Returns the
// serials that are new. Throws Error before anything is changed where a name
// is none or the CA cannot sign.
std::vector<std::string> revoke_certificates(const RevokeOptions& options,
                                             Clock& clock);

}  // namespace flk
