// SPDX-License-Identifier: GPL-3.0-or-later
// A folder with instances.yml and the certificates made from it, under a clock
// that stands still.

#pragma once

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <map>
#include <string>

#include <flock/base/file.hpp>
#include <flock/certs/certificate.hpp>
#include <flock/certs/create.hpp>
#include <flock/certs/files.hpp>

#include "support/temp_dir.hpp"

namespace flk {

class StillClock : public Clock {
 public:
  Milliseconds now() override { return time; }
  void sleep(Milliseconds duration) override { time += duration; }

  Milliseconds time{1795417200123};  // 2026-11-23T07:00:00.123Z
};

// A key as others bring it: not made by flock-certs.
inline void bring_key(const std::string& path,
                      const CertificateKey& key = CertificateKey::generate()) {
  create_secret_file(path, written_to(*key.pem()));
}

class CertificateTree {
 public:
  CertificateTree() : certs(dir / "certs") {
    options.dir = certs;
    options.instances_file = dir / "instances.yml";
    write_file(options.instances_file,
               "instances:\n"
               "  - name: gateway\n"
               "    dns: [gateway.example.com, localhost]\n"
               "    ip: [127.0.0.1, '::1']\n"
               "  - name: kibana\n"
               "    dns: kibana\n");
  }

  CreateReport create() { return create_certificates(options, clock); }

  CertificateFiles ca() const { return CertificateFiles::of_authority(certs); }
  CertificateFiles of(const std::string& name) const {
    return CertificateFiles::of(certs, name);
  }

  // Path, mode and contents of every file; the lock's apart.
  std::map<std::string, std::string> snapshot() const {
    std::map<std::string, std::string> files;
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator{certs}) {
      const auto path = entry.path().string();
      if (!entry.is_regular_file() || path == certificate_lock(certs)) continue;
      files[path.substr(certs.size() + 1)] =
          std::to_string(mode_of(path)) + '\n' + contents(path);
    }
    return files;
  }

  static mode_t mode_of(const std::string& path) {
    struct stat info {};
    EXPECT_EQ(::stat(path.c_str(), &info), 0) << path;
    return info.st_mode & 07777;
  }

  // Every file is there, with its mode, and fits the others; and no other.
  void expect_whole() const {
    EXPECT_EQ(snapshot().size(), 8u);
    const auto authority = only_certificate(ca().certificate);
    EXPECT_TRUE(authority.is_authority());
    EXPECT_TRUE(authority.is_for(CertificateKey::load(ca().key)));
    EXPECT_EQ(mode_of(ca().key), 0600u);
    EXPECT_EQ(mode_of(ca().certificate), 0644u);
    expect_whole(of("gateway"), authority);
    expect_whole(of("kibana"), authority);
  }

  static Certificate only_certificate(const std::string& path) {
    auto certificates = Certificate::load_if_exists(path);
    EXPECT_EQ(certificates.size(), 1u) << path;
    return std::move(certificates.at(0));
  }

  TempDir dir;
  std::string certs;
  CreateOptions options;
  StillClock clock;

 private:
  static void expect_whole(const CertificateFiles& files,
                           const Certificate& authority) {
    const auto leaf = only_certificate(files.certificate);
    EXPECT_TRUE(leaf.is_for(CertificateKey::load(files.key))) << files.key;
    EXPECT_TRUE(leaf.is_signed_by(authority)) << files.certificate;
    EXPECT_EQ(contents(files.chain), leaf.pem() + authority.pem());
    EXPECT_EQ(mode_of(files.key), 0600u) << files.key;
    EXPECT_EQ(mode_of(files.certificate), 0644u) << files.certificate;
    EXPECT_EQ(mode_of(files.chain), 0644u) << files.chain;
    EXPECT_EQ(mode_of(files.folder), 0755u) << files.folder;
  }
};

}  // namespace flk
