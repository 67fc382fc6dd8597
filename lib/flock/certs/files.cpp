// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/certs/files.hpp>

namespace flk {

CertificateFiles CertificateFiles::of_authority(const std::string& dir) {
  auto files = of(dir, "ca");
  files.chain.clear();
  return files;
}

CertificateFiles CertificateFiles::of(const std::string& dir,
                                      const std::string& name) {
  const auto folder = dir + "/" + name;
  const auto stem = folder + "/" + name;
  return {folder, stem + ".key", stem + ".crt", stem + ".chain.crt"};
}

std::string certificate_lock(const std::string& dir) { return dir + "/.lock"; }

}  // namespace flk
