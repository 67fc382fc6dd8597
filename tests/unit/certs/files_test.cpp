// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/certs/files.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include <flock/base/error.hpp>

#include "support/temp_dir.hpp"

namespace flk {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(CertificateFiles, LieInAFolderOfTheirName) {
  const auto files = CertificateFiles::of("certs", "gateway");
  EXPECT_EQ(files.folder, "certs/gateway");
  EXPECT_EQ(files.key, "certs/gateway/gateway.key");
  EXPECT_EQ(files.certificate, "certs/gateway/gateway.crt");
  EXPECT_EQ(files.chain, "certs/gateway/gateway.chain.crt");
  EXPECT_EQ(files.store, "certs/gateway/gateway.p12");
  EXPECT_THAT(files.crl, IsEmpty());
  EXPECT_THAT(files.revoked, IsEmpty());
}

TEST(CertificateFiles, OfAnAuthorityAreAListAndNoChain) {
  const auto files = CertificateFiles::of_authority("certs");
  EXPECT_EQ(files.key, "certs/ca/ca.key");
  EXPECT_EQ(files.crl, "certs/ca/ca.crl");
  EXPECT_EQ(files.revoked, "certs/ca/revoked");
  EXPECT_THAT(files.chain, IsEmpty());
  EXPECT_THAT(files.store, IsEmpty());
}

TEST(LeafNames, AreThoseOfFoldersThatMayHoldALeaf) {
  const TempDir dir;
  for (const auto* name : {"web", "gateway", "ca", ".git", "a b"}) {
    std::filesystem::create_directory(dir / name);
  }
  write_file(dir / "file", "");
  EXPECT_THAT(leaf_names(dir.path()), ElementsAre("gateway", "web"));
}

TEST(LeafNames, OfAFolderThatIsNoneAreAnError) {
  const TempDir dir;
  try {
    leaf_names(dir / "none");
    FAIL() << "lists";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::config);
    EXPECT_THAT(error.what(), HasSubstr("cannot list folder"));
  }
}

}  // namespace
}  // namespace flk
