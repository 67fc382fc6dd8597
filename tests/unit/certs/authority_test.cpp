// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/certs/authority.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>

#include <flock/base/file.hpp>

#include "support/certificate_tree.hpp"

namespace flk {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class AuthorityTest : public ::testing::Test {
 protected:
  Authority open() const { return Authority{files}; }

  std::string refusal() {
    try {
      open().check_can_sign(clock);
      return "none";
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::config);
      return error.what();
    }
  }

  TempDir dir;
  CertificateFiles files = CertificateFiles::of_authority(dir.path());
  StillClock clock;
};

TEST_F(AuthorityTest, IsMadeOnce) {
  EXPECT_FALSE(open().exists());
  EXPECT_THAT(open().complete(clock),
              ElementsAre(files.key, files.certificate));
  EXPECT_TRUE(open().exists());
  const auto before = contents(files.certificate);
  EXPECT_THAT(open().complete(clock), IsEmpty());
  EXPECT_EQ(contents(files.certificate), before);
  EXPECT_EQ(refusal(), "none");
}

TEST_F(AuthorityTest, GetsACertificateForTheKeyThatIsThere) {
  open().complete(clock);
  const auto key = contents(files.key);
  remove_file(files.certificate);
  EXPECT_THAT(open().complete(clock), ElementsAre(files.certificate));
  EXPECT_EQ(contents(files.key), key);
  EXPECT_TRUE(CertificateTree::only_certificate(files.certificate)
                  .is_for(CertificateKey::load(files.key)));
}

TEST_F(AuthorityTest, NeverGetsANewKeyForTheCertificateThatIsThere) {
  open().complete(clock);
  remove_file(files.key);
  EXPECT_THAT(open().complete(clock), IsEmpty());
  EXPECT_FALSE(file_exists(files.key));
  EXPECT_THAT(refusal(), HasSubstr("there is no such file"));
}

TEST_F(AuthorityTest, SignsWithItsOwnKeyOnly) {
  open().complete(clock);
  remove_file(files.key);
  bring_key(files.key);
  EXPECT_THAT(refusal(), HasSubstr("it is not the key of"));
}

TEST_F(AuthorityTest, IsNoLeaf) {
  CertificateTree tree;
  tree.create();
  files.key = tree.of("gateway").key;
  files.certificate = tree.of("gateway").certificate;
  EXPECT_THAT(refusal(), HasSubstr("is not a CA's certificate"));
}

TEST_F(AuthorityTest, DoesNotSignBeyondItsEnd) {
  open().complete(clock);
  clock.time += kAuthorityDays;
  EXPECT_THAT(refusal(),
              HasSubstr("the CA has expired on 2031-11-23T06:54:59"));
}

TEST_F(AuthorityTest, MayHaveAnOlderCertificateBeside) {
  CertificateTree older;
  older.create();
  open().complete(clock);
  // The older one first, as after a roll-over it may stand.
  replace_file(files.certificate,
               contents(older.ca().certificate) + contents(files.certificate),
               0644);
  auto authority = open();
  const auto key = CertificateKey::generate();
  LeafRequest request{"a", {}, {}};
  request.names.add_dns("a");
  const auto leaf = authority.sign(request, key, clock);
  EXPECT_TRUE(leaf.is_for(key));
  const auto* signer = authority.signer_of(leaf);
  ASSERT_NE(signer, nullptr);
  EXPECT_TRUE(signer->is_for(CertificateKey::load(files.key)));
  const auto old_leaf =
      CertificateTree::only_certificate(older.of("kibana").certificate);
  ASSERT_NE(authority.signer_of(old_leaf), nullptr);
  EXPECT_NE(authority.signer_of(old_leaf), signer);
}

}  // namespace
}  // namespace flk
