// SPDX-License-Identifier: GPL-3.0-or-later
// Where certificates lie: DIR/ca/ca.crt and ca.key, DIR/NAME/NAME.crt,
// NAME.key and NAME.chain.crt; flock-certs(1), FILES.

#pragma once

#include <string>
#include <vector>

namespace flk {

struct CertificateFiles {
  std::string folder;
  std::string key;
  std::string certificate;
  std::string chain;    // the certificate, then its CA's; a CA has none
  std::string store;    // PKCS#12, where one was asked for; likewise
  std::string crl;      // a CA's alone
  std::string revoked;  // what the CRL is made from; likewise

  static CertificateFiles of_authority(const std::string& dir);
  // `name` passes file_name_refusal().
  static CertificateFiles of(const std::string& dir, const std::string& name);
};

// The folders that may hold a leaf's files, sorted. Throws Error (config).
std::vector<std::string> leaf_names(const std::string& dir);

// The lock of whoever writes there.
std::string certificate_lock(const std::string& dir);

}  // namespace flk
