// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/certs/files.hpp>

#include <algorithm>
#include <filesystem>

#include <flock/base/error.hpp>
#include <flock/certs/names.hpp>

namespace flk {

// Calls of quoted() are qualified: <filesystem> brings in std::quoted(), which
// takes a std::string as well.
namespace fs = std::filesystem;

CertificateFiles CertificateFiles::of_authority(const std::string& dir) {
  auto files = of(dir, "ca");
  files.chain.clear();
  files.store.clear();
  files.crl = files.folder + "/ca.crl";
  files.revoked = files.folder + "/revoked";
  return files;
}

CertificateFiles CertificateFiles::of(const std::string& dir,
                                      const std::string& name) {
  const auto folder = dir + "/" + name;
  const auto stem = folder + "/" + name;
  return {folder,
          stem + ".key",
          stem + ".crt",
          stem + ".chain.crt",
          stem + ".p12",
          {},
          {}};
}

std::vector<std::string> leaf_names(const std::string& dir) {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator entry{dir, error}, end; !error && entry != end;
       entry.increment(error)) {
    auto name = entry->path().filename().string();
    std::error_code ignored;  // what cannot be looked at is no folder of ours
    if (entry->is_directory(ignored) && file_name_refusal(name).empty()) {
      names.push_back(std::move(name));
    }
  }
  if (error) {
    throw Error(ErrorKind::config, "cannot list folder " + flk::quoted(dir) +
                                       ": " + error.message());
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string certificate_lock(const std::string& dir) { return dir + "/.lock"; }

}  // namespace flk
