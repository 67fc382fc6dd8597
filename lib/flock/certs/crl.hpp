// SPDX-License-Identifier: GPL-3.0-or-later
// The certificate revocation list of a CA (RFC 5280 section 5), DIR/ca/ca.crl.

#pragma once

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include <flock/base/clock.hpp>
#include <flock/certs/authority.hpp>
#include <flock/certs/revocation.hpp>

namespace flk {

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
  // Its entries as revocations of the CA whose key has this identifier. Throws
  // Error (config) where one has a serial number that RFC 5280 does not allow.
  std::vector<Revocation> revocations(const std::string& key_id) const;
  std::string pem() const;

  X509_CRL* get() const { return handle_.get(); }

 private:
  CrlHandle handle_;
};

// Adds to `known` what `lists` have revoked, as far as CAs of `authorities`
// signed them, and it lacks: what servers refuse once stays refused, whatever
// became of the file of what was revoked. Returns how many were added.
std::size_t add_listed(std::vector<Revocation>& known,
                       const std::vector<RevocationList>& lists,
                       const std::vector<Certificate>& authorities);

// What was revoked by `known`, which is written down, and by the lists that are
// there, in hex. A list that cannot be read is passed over.
std::set<std::string> revoked_serials(const Authority& authority,
                                      std::vector<Revocation> known);

}  // namespace flk
