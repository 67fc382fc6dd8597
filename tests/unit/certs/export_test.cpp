// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/certs/export.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <flock/base/file.hpp>
#include <flock/certs/renew.hpp>

#include "support/certificate_tree.hpp"

namespace flk {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

class ExportTest : public ::testing::Test {
 protected:
  ExportTest() {
    tree.create();
    create_secret_file(tree.dir / "passphrase", "correct horse\nignored\n");
    create_secret_file(tree.dir / "other", "battery staple");
  }

  template <typename Work>
  std::string refusal(Work work) {
    try {
      work();
      return "none";
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::config);
      return error.what();
    }
  }

  std::string protect(const std::string& file, const std::string& passphrase) {
    return refusal([&] {
      protect_authority_key(tree.certs, file,
                            Passphrase{tree.dir / passphrase});
    });
  }

  std::string store(const std::string& name, const std::string& passphrase) {
    return refusal([&] {
      write_pkcs12(tree.certs, name, Passphrase{tree.dir / passphrase});
    });
  }

  CertificateTree tree;
};

TEST_F(ExportTest, MovesTheAuthoritysKeyUnderAPassphrase) {
  const auto safe = tree.dir / "safe.key";
  const auto key = CertificateKey::load(tree.ca().key);
  EXPECT_EQ(protect(safe, "passphrase"), "none");
  EXPECT_FALSE(file_exists(tree.ca().key));
  EXPECT_THAT(contents(safe), StartsWith("-----BEGIN ENCRYPTED PRIVATE KEY"));
  EXPECT_EQ(tree.mode_of(safe), 0600u);
  EXPECT_TRUE(is_protected_key(safe));
  EXPECT_TRUE(CertificateKey::load(safe, Passphrase{tree.dir / "passphrase"}) ==
              key);
  EXPECT_THAT(refusal([&] {
                CertificateKey::load(safe, Passphrase{tree.dir / "other"});
              }),
              HasSubstr("the passphrase is another one"));
  // It signs from there.
  remove_file(tree.of("gateway").certificate);
  EXPECT_THAT(refusal([&] { tree.create(); }), HasSubstr("no such file"));
  tree.options.ca_key = {safe, tree.dir / "passphrase"};
  tree.create();
  EXPECT_TRUE(tree.only_certificate(tree.of("gateway").certificate)
                  .is_signed_by(tree.only_certificate(tree.ca().certificate)));
}

TEST_F(ExportTest, NeverOverwritesWhatIsThere) {
  const auto safe = tree.dir / "safe.key";
  create_secret_file(safe, "something else");
  EXPECT_THAT(protect(safe, "passphrase"), HasSubstr("has no passphrase"));
  EXPECT_EQ(contents(safe), "something else");
  EXPECT_TRUE(file_exists(tree.ca().key));
  remove_file(safe);
  create_secret_file(safe, CertificateKey::generate().protected_pem(
                               SecretBytes::copy_of("correct horse")));
  EXPECT_THAT(protect(safe, "passphrase"), HasSubstr("holds another key"));
  EXPECT_TRUE(file_exists(tree.ca().key));
}

TEST_F(ExportTest, MovesNoKeyThatIsNotTheAuthoritys) {
  remove_file(tree.ca().key);
  bring_key(tree.ca().key);
  const auto before = tree.snapshot();
  EXPECT_THAT(protect(tree.dir / "safe.key", "passphrase"),
              HasSubstr("it is not the key of"));
  EXPECT_EQ(tree.snapshot(), before);
  EXPECT_FALSE(file_exists(tree.dir / "safe.key"));
}

TEST_F(ExportTest, TakesAProtectedKeyFromAStickWithoutModes) {
  const auto safe = tree.dir / "safe.key";
  const auto plain = contents(tree.ca().key);
  ASSERT_EQ(protect(safe, "passphrase"), "none");
  const auto sealed = contents(safe);
  const auto load_open = [&](const std::string& pem) {
    write_file(safe, pem);
    ::chmod(safe.c_str(), 0755);  // as FAT shows it
    return refusal([&] {
      CertificateKey::load(safe, Passphrase{tree.dir / "passphrase"});
    });
  };
  EXPECT_EQ(load_open(sealed), "none");
  EXPECT_EQ(load_open("a text before it\n" + sealed), "none");
  // What has no passphrase is refused, whatever else is in the file.
  const std::string refused = "others can read or write it";
  EXPECT_THAT(load_open(plain), HasSubstr(refused));
  EXPECT_THAT(load_open("ENCRYPTED\n" + plain), HasSubstr(refused));
  EXPECT_THAT(load_open(sealed + plain), HasSubstr(refused));
  EXPECT_THAT(load_open(plain + sealed), HasSubstr(refused));
  EXPECT_THAT(load_open("-----BEGIN EC PRIVATE KEY-----\n"
                        "Proc-Type: 4,ENCRYPTED\n"),
              HasSubstr(refused));
  EXPECT_THAT(load_open("no key"), HasSubstr(refused));
}

TEST_F(ExportTest, WritesAStoreAndReplacesItsOwn) {
  const auto path = tree.of("gateway").store;
  EXPECT_EQ(store("gateway", "passphrase"), "none");
  EXPECT_EQ(tree.mode_of(path), 0600u);
  const auto first = contents(path);
  EXPECT_EQ(store("gateway", "passphrase"), "none");
  EXPECT_NE(contents(path), first);
  const auto second = contents(path);
  EXPECT_THAT(store("gateway", "other"), HasSubstr("does not open it"));
  EXPECT_EQ(contents(path), second);
}

TEST_F(ExportTest, ReplacesNoStoreWithAKeyThatItDidNotCertify) {
  const auto path = tree.of("gateway").store;
  CertificateTree other;
  other.create();
  write_pkcs12(other.certs, "gateway", Passphrase{tree.dir / "passphrase"});
  create_secret_file(path, contents(other.of("gateway").store));
  const auto before = contents(path);
  EXPECT_THAT(store("gateway", "passphrase"), HasSubstr("its key is another"));
  EXPECT_EQ(contents(path), before);
  // An earlier one of this CA's is its own.
  remove_file(path);
  EXPECT_EQ(store("gateway", "passphrase"), "none");
  RenewOptions renew;
  renew.dir = tree.certs;
  renew.instances_file = tree.options.instances_file;
  renew.names = {"gateway"};
  renew.rekey = true;
  renew_certificates(renew, tree.clock);
  EXPECT_EQ(store("gateway", "passphrase"), "none");
}

TEST_F(ExportTest, WritesNoStoreOfWhatDoesNotBelongTogether) {
  EXPECT_THAT(store("nobody", "passphrase"), HasSubstr("there is no"));
  EXPECT_THAT(store("../x", "passphrase"), HasSubstr("the name"));
  remove_file(tree.of("gateway").key);
  bring_key(tree.of("gateway").key);
  EXPECT_THAT(store("gateway", "passphrase"),
              HasSubstr("do not belong together"));
  EXPECT_FALSE(file_exists(tree.of("gateway").store));
}

TEST_F(ExportTest, TakesNoEmptyPassphraseAndNoneThatOthersCanRead) {
  create_secret_file(tree.dir / "empty", "\n");
  EXPECT_THAT(store("gateway", "empty"), HasSubstr("is empty"));
  write_file(tree.dir / "open", "correct horse\n");
  ::chmod((tree.dir / "open").c_str(), 0644);
  EXPECT_THAT(store("gateway", "open"), HasSubstr("others can read"));
}

}  // namespace
}  // namespace flk
