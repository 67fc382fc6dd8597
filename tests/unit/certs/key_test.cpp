// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/certs/key.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <string>
#include <sys/stat.h>
#include <unistd.h>

#include "support/certificate_tree.hpp"

namespace flk {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string refusal(const std::string& path) {
  try {
    CertificateKey::load(path);
    return "none";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::config);
    return error.what();
  }
}

void write_secret(const std::string& path, std::string_view bytes) {
  write_file(path, bytes);
  ::chmod(path.c_str(), 0600);
}

TEST(CertificateKey, IsReadBackFromItsFile) {
  const TempDir dir;
  const auto key = CertificateKey::generate();
  key.save_new(dir / "a.key");
  EXPECT_THAT(contents(dir / "a.key"), StartsWith("-----BEGIN PRIVATE KEY---"));
  const auto read = CertificateKey::load(dir / "a.key");
  EXPECT_EQ(::EVP_PKEY_eq(read.get(), key.get()), 1);
  EXPECT_EQ(key_type(read.get()), "EC P-256");
}

TEST(CertificateKey, IsAnotherOneEachTime) {
  EXPECT_NE(::EVP_PKEY_eq(CertificateKey::generate().get(),
                          CertificateKey::generate().get()),
            1);
}

TEST(CertificateKey, IsNeverOverwritten) {
  const TempDir dir;
  CertificateKey::generate().save_new(dir / "a.key");
  const auto before = contents(dir / "a.key");
  EXPECT_THROW(CertificateKey::generate().save_new(dir / "a.key"), Error);
  EXPECT_EQ(contents(dir / "a.key"), before);
}

TEST(CertificateKey, IsNobodyElsesUnderAnyUmask) {
  const TempDir dir;
  const auto old = ::umask(0);
  CertificateKey::generate().save_new(dir / "a.key");
  ::umask(old);
  EXPECT_EQ(CertificateTree::mode_of(dir / "a.key"), 0600u);
}

TEST(CertificateKey, IsMadeWhereThereIsNone) {
  const TempDir dir;
  const auto [made, is_new] = CertificateKey::load_or_make(dir / "a.key");
  EXPECT_TRUE(is_new);
  // What a kill in the middle of save_new() leaves.
  ASSERT_EQ(::link((dir / "a.key").c_str(), (dir / "a.key.new").c_str()), 0);
  const auto [read, is_new_again] = CertificateKey::load_or_make(dir / "a.key");
  EXPECT_FALSE(is_new_again);
  EXPECT_EQ(::EVP_PKEY_eq(read.get(), made.get()), 1);
  EXPECT_NE(::access((dir / "a.key.new").c_str(), F_OK), 0);
}

TEST(CertificateKey, IsRefusedWithTheReason) {
  const TempDir dir;
  EXPECT_THAT(refusal(dir / "none.key"), HasSubstr("No such file"));
  write_secret(dir / "text.key", "no key at all\n");
  EXPECT_THAT(refusal(dir / "text.key"), HasSubstr("text.key"));
  write_secret(dir / "torn.key",
               "-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49\n");
  EXPECT_THAT(refusal(dir / "torn.key"), HasSubstr("torn.key"));
  CertificateKey::generate().save_new(dir / "open.key");
  ::chmod((dir / "open.key").c_str(), 0640);
  EXPECT_THAT(refusal(dir / "open.key"), HasSubstr("others can read"));
}

TEST(CertificateKey, NeverAsksForAPassphrase) {
  const TempDir dir;
  write_secret(dir / "a.key",
               "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49\n"
               "-----END ENCRYPTED PRIVATE KEY-----\n");
  EXPECT_THAT(refusal(dir / "a.key"), HasSubstr("passphrase"));
}

TEST(KeyType, IsNamedAsPeopleDo) {
  const auto type_of = [](EVP_PKEY* made) {
    const KeyHandle key{made};
    return key_type(key.get());
  };
  EXPECT_EQ(type_of(::EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-384")),
            "EC P-384");
  EXPECT_EQ(type_of(::EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519")),
            "Ed25519");
  EXPECT_EQ(
      type_of(::EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", std::size_t{2048})),
      "RSA 2048");
}

}  // namespace
}  // namespace flk
