// SPDX-License-Identifier: GPL-3.0-or-later
// Where certificates lie: DIR/ca/ca.crt and ca.key, DIR/NAME/NAME.crt,
// NAME.key and NAME.chain.crt; flock-certs(1), FILES.

#pragma once

#include <string>

namespace flk {

struct CertificateFiles {
  std::string folder;
  std::string key;
  std::string certificate;
  std::string chain;  // the certificate, then its CA's; a CA has none

  static CertificateFiles of_authority(const std::string& dir);
  // `name` passes file_name_refusal().
  static CertificateFiles of(const std::string& dir, const std::string& name);
};

// The lock of whoever writes there.
std::string certificate_lock(const std::string& dir);

}  // namespace flk
