// SPDX-License-Identifier: GPL-3.0-or-later
// The CA of a folder of certificates: DIR/ca/ca.crt, which may hold several
// certificates, and DIR/ca/ca.key, which may be kept elsewhere until something
// is to be signed.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include <flock/base/clock.hpp>
#include <flock/certs/certificate.hpp>
#include <flock/certs/files.hpp>
#include <flock/certs/issue.hpp>
#include <flock/certs/key.hpp>

namespace flk {

class Authority {
 public:
  // Reads the certificates where there are any. Throws Error (config).
  explicit Authority(CertificateFiles files);

  // Whether there is a certificate or a key.
  bool exists() const;

  // Where there is no certificate: makes one for the key, and the key before
  // it where there is none either. Returns what was made. The caller holds
  // certificate_lock().
  std::vector<std::string> complete(Clock& clock);

  // A certificate for `key`. Throws Error (config) where the CA's key is not
  // there or not that of a CA certificate, and where the CA has expired.
  Certificate sign(LeafRequest request, const CertificateKey& key,
                   Clock& clock);
  // Throws what sign() would.
  void check_can_sign(Clock& clock);

  // The CA certificate that `leaf` was signed by; nullptr where there is none.
  const Certificate* signer_of(const Certificate& leaf) const;

 private:
  // Reads the key, finds the certificate that it belongs to.
  const Certificate& signing_certificate();

  CertificateFiles files_;
  std::vector<Certificate> certificates_;
  std::optional<CertificateKey> key_;  // read when first needed
};

}  // namespace flk
