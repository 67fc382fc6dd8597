// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/certs/key.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
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
  bring_key(dir / "a.key", key);
  EXPECT_THAT(contents(dir / "a.key"), StartsWith("-----BEGIN PRIVATE KEY---"));
  const auto read = CertificateKey::load(dir / "a.key");
  EXPECT_EQ(::EVP_PKEY_eq(read.get(), key.get()), 1);
  EXPECT_EQ(key_type(read.get()), "EC P-256");
}

std::string openssl_pem(const CertificateKey& key) {
  const BioHandle bio{::BIO_new(::BIO_s_mem())};
  EXPECT_EQ(::PEM_write_bio_PKCS8PrivateKey(bio.get(), key.get(), nullptr,
                                            nullptr, 0, nullptr, nullptr),
            1);
  return std::string(written_to(*bio));
}

// A number that begins with zeros comes in one of 256 keys.
TEST(CertificateKey, IsWrittenAsOpensslWritesIt) {
  for (int i = 0; i < 2000; ++i) {
    const auto key = CertificateKey::generate();
    ASSERT_EQ(written_to(*key.pem()), openssl_pem(key));
  }
  for (const auto* type : {"P-384", "RSA-2048", "Ed25519"}) {
    const auto key = CertificateKey::generate(parse_key_type(type).value());
    EXPECT_EQ(written_to(*key.pem()), openssl_pem(key)) << type;
  }
}

TEST(CertificateKey, IsAnotherOneEachTime) {
  EXPECT_NE(::EVP_PKEY_eq(CertificateKey::generate().get(),
                          CertificateKey::generate().get()),
            1);
}

TEST(CertificateKey, IsRefusedWithTheReason) {
  const TempDir dir;
  EXPECT_THAT(refusal(dir / "none.key"), HasSubstr("No such file"));
  write_secret(dir / "text.key", "no key at all\n");
  EXPECT_THAT(refusal(dir / "text.key"), HasSubstr("text.key"));
  write_secret(dir / "torn.key",
               "-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49\n");
  EXPECT_THAT(refusal(dir / "torn.key"), HasSubstr("torn.key"));
  bring_key(dir / "open.key");
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

TEST(Key, NobodyShouldGetACertificateForAWeakOne) {
  const auto refusal = [](EVP_PKEY* key) {
    return key_refusal(KeyHandle{key}.get());
  };
  EXPECT_EQ(
      refusal(::EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", std::size_t{1024})),
      "RSA 1024 is too weak");
  EXPECT_EQ(refusal(::EVP_PKEY_Q_keygen(nullptr, nullptr, "X25519")),
            "X25519 signs nothing");
  EXPECT_EQ(key_refusal(CertificateKey::generate().get()), "");
  EXPECT_EQ(
      key_refusal(CertificateKey::generate({KeyType::Kind::rsa, 2048}).get()),
      "");
}

}  // namespace
}  // namespace flk
