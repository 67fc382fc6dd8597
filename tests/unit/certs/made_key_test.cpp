// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/certs/made_key.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <flock/certs/check.hpp>
#include <flock/certs/leaf_files.hpp>
#include <flock/certs/renew.hpp>

#include "support/certificate_tree.hpp"

namespace flk {
namespace {

using ::testing::HasSubstr;

std::string refusal(const std::function<void()>& work) {
  try {
    work();
    return "none";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::config);
    return error.what();
  }
}

std::string replacing(const std::string& path) {
  return refusal([&] { check_may_replace_key(path); });
}

class MadeKeyTest : public ::testing::Test {
 protected:
  MadeKeyTest() { tree.create(); }

  CertificateTree tree;
  CertificateFiles files = tree.of("gateway");
  std::string staged = files.key + ".new";
};

TEST_F(MadeKeyTest, IsToldFromOneThatWasBrought) {
  EXPECT_EQ(replacing(files.key), "none");
  EXPECT_EQ(replacing(tree.ca().key), "none");
  EXPECT_EQ(replacing(tree.dir / "none"), "none");
  bring_key(tree.dir / "brought");
  EXPECT_THAT(replacing(tree.dir / "brought"),
              HasSubstr("flock-certs did not make that key"));
  write_file(tree.dir / "text", "no key");
  EXPECT_THAT(replacing(tree.dir / "text"), HasSubstr("did not make"));
}

TEST_F(MadeKeyTest, IsNotOneThatWasPutBehindTheLineOfAnother) {
  const auto made = contents(files.key);
  bring_key(tree.dir / "brought");
  write_file(files.key, made.substr(0, made.find('\n') + 1) +
                            contents(tree.dir / "brought"));
  EXPECT_THAT(replacing(files.key), HasSubstr("did not make"));
}

TEST_F(MadeKeyTest, MayBeRemovedOnceStagedHoweverMuchOfItIsThere) {
  const auto made = contents(files.key);
  for (const auto size : {std::size_t{0}, std::size_t{10}, made.size() / 2}) {
    write_file(staged, made.substr(0, size));
    EXPECT_TRUE(may_remove_staged_key(staged)) << size;
  }
  write_file(staged, std::string(made.size(), '\0'));
  EXPECT_TRUE(may_remove_staged_key(staged));
  for (const char* other :
       {"-----BEGIN PRIVATE KEY-----", "0\202", "flock x"}) {
    write_file(staged, other);
    EXPECT_FALSE(may_remove_staged_key(staged)) << other;
  }
}

TEST_F(MadeKeyTest, IsNotCompletedOverOneThatWasBroughtMeanwhile) {
  // What a loss of power can leave of renew --rekey: the certificate is in
  // place, its key is not.
  RenewOptions options;
  options.dir = tree.certs;
  options.instances_file = tree.options.instances_file;
  options.names = {"gateway"};
  options.rekey = true;
  renew_certificates(options, tree.clock);
  std::filesystem::rename(files.key, staged);
  bring_key(tree.dir / "brought");
  std::filesystem::rename(tree.dir / "brought", files.key);
  const auto before = tree.snapshot();
  EXPECT_THAT(refusal([&] { tree.create(); }),
              HasSubstr("gateway.key': flock-certs did not make"));
  const auto report = renew_certificates(options, tree.clock);
  ASSERT_EQ(report.failures.size(), 1u);
  EXPECT_THAT(report.failures[0].message,
              HasSubstr("gateway.key': flock-certs did not make"));
  EXPECT_EQ(tree.snapshot(), before);
  // Moved away it is in nobody's way.
  remove_file(files.key);
  tree.create();
  tree.expect_whole();
}

TEST_F(MadeKeyTest, IsNotLookedForWhereSomebodyHasStagedOneOfHisOwn) {
  bring_key(staged);
  const auto before = tree.snapshot();
  EXPECT_THAT(refusal([&] { tree.create(); }),
              HasSubstr("will not remove '" + staged));
  EXPECT_EQ(tree.snapshot(), before);
  CheckOptions options;
  options.dir = tree.certs;
  options.names = {"gateway"};
  const auto findings = check_certificates(options, tree.clock);
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].kind, FindingKind::interrupted);
  EXPECT_THAT(findings[0].message, HasSubstr("did not make that key"));
}

}  // namespace
}  // namespace flk
