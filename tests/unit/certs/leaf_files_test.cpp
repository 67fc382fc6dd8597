// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/certs/leaf_files.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <flock/base/file.hpp>
#include <flock/certs/made_key.hpp>
#include <flock/certs/staged_file.hpp>

#include "support/certificate_tree.hpp"

namespace flk {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// A pair that was replaced by another, of which the old and the new files can
// be put where a killed run would have left them.
class LeafFilesTest : public ::testing::Test {
 protected:
  LeafFilesTest() {
    tree.create();
    const auto other = CertificateKey::generate();
    new_key = std::string(written_to(*made_pem(other)));
    Authority authority{tree.ca()};
    new_certificate =
        authority.sign({"gateway", {}, {}, Role::server}, other, tree.clock)
            .pem();
    old_key = contents(files.key);
    old_certificate = contents(files.certificate);
  }

  void stage(const std::string& path, const std::string& bytes) {
    replace_file(staged_name(path), bytes, 0600);
  }

  CertificateTree tree;
  CertificateFiles files = tree.of("gateway");
  std::string old_key;
  std::string old_certificate;
  std::string new_key;
  std::string new_certificate;
};

TEST_F(LeafFilesTest, NothingIsInterruptedInAFreshFolder) {
  EXPECT_THAT(interrupted_files(files), IsEmpty());
  const auto before = tree.snapshot();
  complete_interrupted(files);
  EXPECT_EQ(tree.snapshot(), before);
}

TEST_F(LeafFilesTest, WhatWasOnlyStagedIsRemoved) {
  stage(files.key, new_key);
  stage(files.certificate, new_certificate);
  EXPECT_THAT(interrupted_files(files),
              ElementsAre(files.key + ".new", files.certificate + ".new"));
  complete_interrupted(files);
  EXPECT_EQ(contents(files.key), old_key);
  EXPECT_EQ(contents(files.certificate), old_certificate);
  EXPECT_THAT(interrupted_files(files), IsEmpty());
}

TEST_F(LeafFilesTest, ACertificateFollowsItsKey) {
  replace_file(files.key, new_key, 0600);
  stage(files.certificate, new_certificate);
  complete_interrupted(files);
  EXPECT_EQ(contents(files.certificate), new_certificate);
  EXPECT_THAT(interrupted_files(files), IsEmpty());
}

TEST_F(LeafFilesTest, AKeyFollowsItsCertificate) {
  stage(files.key, new_key);
  replace_file(files.certificate, new_certificate, 0644);
  complete_interrupted(files);
  EXPECT_EQ(contents(files.key), new_key);
  EXPECT_THAT(interrupted_files(files), IsEmpty());
}

TEST_F(LeafFilesTest, AKeyThatSomebodyBroughtIsNotRemoved) {
  stage(files.key, std::string(written_to(*CertificateKey::generate().pem())));
  const auto before = tree.snapshot();
  EXPECT_THROW(complete_interrupted(files), Error);
  EXPECT_EQ(tree.snapshot(), before);
}

TEST_F(LeafFilesTest, AChainIsTheTwoCertificates) {
  const auto authority = tree.only_certificate(tree.ca().certificate);
  const auto leaf = tree.only_certificate(files.certificate);
  EXPECT_FALSE(chain_differs(files, leaf, authority));
  write_file(files.chain, leaf.pem());
  EXPECT_TRUE(chain_differs(files, leaf, authority));
  write_chain(files, leaf, authority);
  EXPECT_EQ(contents(files.chain), leaf.pem() + authority.pem());
}

}  // namespace
}  // namespace flk
