// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/certs/store_of.hpp>

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <flock/base/file.hpp>
#include <flock/certs/check.hpp>
#include <flock/certs/export.hpp>
#include <flock/certs/renew.hpp>

#include "support/certificate_tree.hpp"

namespace flk {
namespace {

class StoreOfTest : public ::testing::Test {
 protected:
  StoreOfTest() {
    tree.create();
    create_secret_file(tree.dir / "passphrase", "correct horse\n");
  }

  void write_store() {
    write_pkcs12(tree.certs, "gateway", Passphrase{tree.dir / "passphrase"});
  }

  void renew(bool rekey) {
    RenewOptions renew;
    renew.dir = tree.certs;
    renew.instances_file = tree.options.instances_file;
    renew.names = {"gateway"};
    renew.rekey = rekey;
    renew_certificates(renew, tree.clock);
  }

  bool is_of_another() const {
    return is_store_of_another(
        tree.of("gateway").store,
        tree.only_certificate(tree.of("gateway").certificate));
  }

  int found() {
    CheckOptions check;
    check.dir = tree.certs;
    check.instances_file = tree.options.instances_file;
    int count = 0;
    for (const auto& finding : check_certificates(check, tree.clock)) {
      if (finding.kind != FindingKind::store_differs) continue;
      EXPECT_EQ(finding.name, "gateway");
      EXPECT_EQ(finding.file, tree.of("gateway").store);
      ++count;
    }
    return count;
  }

  CertificateTree tree;
};

TEST_F(StoreOfTest, TellsAStoreOfWhatWasRenewed) {
  EXPECT_FALSE(is_of_another());  // there is none
  for (const bool rekey : {false, true}) {
    write_store();
    EXPECT_FALSE(is_of_another());
    EXPECT_EQ(found(), 0);
    renew(rekey);
    EXPECT_TRUE(is_of_another());
    EXPECT_EQ(found(), 1);
  }
  write_store();
  EXPECT_EQ(found(), 0);
}

TEST_F(StoreOfTest, SaysNothingOfWhatIsNone) {
  write_store();
  const auto store = contents(tree.of("gateway").store);
  write_file(tree.of("gateway").store, "no store");
  EXPECT_FALSE(is_of_another());
  write_file(tree.of("gateway").store, store.substr(0, store.size() / 2));
  EXPECT_FALSE(is_of_another());
  write_file(tree.of("gateway").store, "");
  EXPECT_FALSE(is_of_another());
}

}  // namespace
}  // namespace flk
