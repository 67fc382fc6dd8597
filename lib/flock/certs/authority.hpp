// SPDX-License-Identifier: GPL-3.0-or-later
// The CA of a folder of certificates: DIR/ca/ca.crt, which may hold several
// certificates (an old and a new one during a roll-over), and DIR/ca/ca.key,
// which may be kept elsewhere until something is to be signed.

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

struct AuthorityKeySource {
  std::string file;             // empty: DIR/ca/ca.key
  std::string passphrase_file;  // empty: asked for at the terminal
};

class Authority {
 public:
  // Reads the certificates where there are any. Throws Error (config).
  explicit Authority(CertificateFiles files, AuthorityKeySource source = {});

  // Whether there is a certificate or a key.
  bool exists() const;

  // What complete() would make. Throws what that would.
  std::vector<std::string> missing() const;
  // Where there is no certificate: makes one for the key, and the key before
  // it where there is none either. Returns what was made. The caller holds
  // certificate_lock(). Throws Error (config) before anything is made where a
  // key is to be elsewhere than in the folder and is not there.
  std::vector<std::string> complete(Clock& clock,
                                    const AuthorityProfile& profile = {});

  // Puts in place what an interrupted renew() has left of a key that is kept
  // elsewhere, or removes it. The caller holds certificate_lock().
  void complete_interrupted_key();

  // Whether the key that signs is not the one in the folder.
  bool key_is_elsewhere() const;

  // A new certificate for the same key under the same subject, or with `rekey`
  // a new key as well: in the place of the old one, and under its passphrase.
  // Elsewhere than in the folder the old one is kept as FILE.old. Certificates
  // of other keys or subjects stay, behind it. Returns what was made. Throws
  // Error (config) before anything is changed.
  std::vector<std::string> renew(Clock& clock, const AuthorityProfile& profile,
                                 bool rekey);

  // A certificate for `key`. Throws Error (config) where key_refusal(), where
  // the CA's key is not there or not that of a CA certificate, and where the CA
  // has expired.
  Certificate sign(LeafRequest request, const CertificateKey& key, Clock& clock,
                   std::chrono::days days = kLeafDays);
  // Throws what sign() would.
  void check_can_sign(Clock& clock);

  // The CA certificate that `leaf` was signed by; nullptr where there is none.
  const Certificate* signer_of(const Certificate& leaf) const;
  // The one with the latest beginning; nullptr where there is none.
  const Certificate* newest() const;
  // Reads the key, finds the certificate that it belongs to.
  const Certificate& signing_certificate();
  // Read by now.
  const CertificateKey& key() const { return *key_; }

  const std::vector<Certificate>& certificates() const { return certificates_; }
  const CertificateFiles& files() const { return files_; }

 private:
  CertificateKey load_key();
  bool must_make_key() const;
  std::vector<std::string> replace_key_elsewhere() const;

  CertificateFiles files_;
  AuthorityKeySource source_;
  std::vector<Certificate> certificates_;
  std::optional<CertificateKey> key_;      // read when first needed
  std::optional<SecretBytes> passphrase_;  // of the key, if it has one
  const Certificate* signing_ = nullptr;   // likewise
};

}  // namespace flk
