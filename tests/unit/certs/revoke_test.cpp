// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/certs/revoke.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <flock/base/file.hpp>
#include <flock/certs/renew.hpp>

#include "support/certificate_tree.hpp"

namespace flk {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class RevokeBySerialTest : public ::testing::Test {
 protected:
  RevokeBySerialTest() {
    tree.create();
    options.dir = tree.certs;
  }

  RevokeReport revoke(const std::string& serial) {
    options.serials = {serial};
    return revoke_certificates(options, tree.clock);
  }

  std::string refusal(const std::string& serial) {
    const auto before = tree.snapshot();
    try {
      revoke(serial);
      return "none";
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::config);
      EXPECT_EQ(tree.snapshot(), before);
      return error.what();
    }
  }

  std::string serial_of(const std::string& name) const {
    return tree.only_certificate(tree.of(name).certificate).serial();
  }

  CertificateTree tree;
  RevokeOptions options;
};

TEST_F(RevokeBySerialTest, WritesDownWhoseItIsWhereThatIsHere) {
  const auto serial = serial_of("kibana");
  EXPECT_THAT(revoke(serial).unknown, IsEmpty());
  const auto entries = load_revocations(tree.ca().revoked);
  ASSERT_TRUE(entries);
  ASSERT_EQ(entries->size(), 1u);
  EXPECT_EQ((*entries)[0].name, "kibana");
  EXPECT_EQ((*entries)[0].serial, serial);
}

TEST_F(RevokeBySerialTest, SaysOnceWhatNothingHereHas) {
  write_file(tree.of("gateway").certificate, "torn");
  EXPECT_THAT(revoke("00AB12").unknown, ElementsAre("ab12"));
  const auto again = revoke("ab12");
  EXPECT_THAT(again.unknown, IsEmpty());
  EXPECT_THAT(again.added, IsEmpty());
}

TEST_F(RevokeBySerialTest, TakesNoNumberThatNoCertificateCanHave) {
  for (const auto* text : {"", "00", "0000", "kibana", "1"}) {
    EXPECT_THAT(refusal(text), HasSubstr("is no serial number")) << text;
  }
}

TEST_F(RevokeBySerialTest, PutsNothingOnTheListOfAnotherAuthority) {
  RenewOptions renew;
  renew.dir = tree.certs;
  renew.instances_file = tree.options.instances_file;
  renew.names = {"ca"};
  renew.rekey = true;
  tree.clock.time += std::chrono::hours{1};
  renew_certificates(renew, tree.clock);
  EXPECT_THAT(refusal(serial_of("kibana")),
              HasSubstr("is signed by another CA of ca.crt"));
}

TEST_F(RevokeBySerialTest, MakesNoListThatIsOverAtOnce) {
  options.validity = Milliseconds{999};
  EXPECT_THAT(refusal("ab12"), HasSubstr("whose time is over at once"));
  options.validity = Seconds{1};
  EXPECT_EQ(refusal("ab12"), "none");
}

}  // namespace
}  // namespace flk
