// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/certs/certificate.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>

#include <flock/base/encoding.hpp>

#include "support/certificate_tree.hpp"

namespace flk {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

// ISRG Root X2, whose fields letsencrypt.org/certificates states.
constexpr char kFingerprint[] =
    "69729b8e15a86efc177a57afb7171dfc64add28c2fca8cf1507e34453ccb1470";

std::string root_file() {
  return std::string(FLOCK_VECTORS) + "/isrg_root_x2.pem";
}

std::string refusal(std::string_view pem) {
  try {
    Certificate::parse_all(pem, "a.crt");
    return "none";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::config);
    return error.what();
  }
}

TEST(Certificate, HasTheFieldsThatItsMakersState) {
  const auto root = CertificateTree::only_certificate(root_file());
  EXPECT_EQ(root.fingerprint(), kFingerprint);
  EXPECT_EQ(root.hash(), to_base64url(*from_hex(kFingerprint)));
  EXPECT_EQ(root.subject(),
            "CN=ISRG Root X2,O=Internet Security Research Group,C=US");
  EXPECT_EQ(root.issuer(), root.subject());
  EXPECT_EQ(root.common_name(), "ISRG Root X2");
  EXPECT_EQ(root.serial(), "41d29dd172eaeea780c12c6ce92f8752");
  EXPECT_EQ(format_rfc3339(root.not_before()), "2020-09-04T00:00:00.000Z");
  EXPECT_EQ(format_rfc3339(root.not_after()), "2040-09-17T16:00:00.000Z");
  EXPECT_EQ(root.key_type(), "EC P-384");
  EXPECT_TRUE(root.names().empty());
  EXPECT_TRUE(root.is_authority());
  EXPECT_TRUE(root.is_signed_by(root));
}

TEST(Certificate, IsWrittenAsItWasRead) {
  const auto file = contents(root_file());
  const auto root = CertificateTree::only_certificate(root_file());
  EXPECT_EQ(root.pem(), file.substr(file.find("-----BEGIN")));
}

TEST(Certificate, MayStandBesideOthersAndText) {
  const auto file = contents(root_file());
  EXPECT_EQ(
      Certificate::parse_all("text\n" + file + "text\n" + file, "a.crt").size(),
      2u);
  EXPECT_THAT(Certificate::load_if_exists("/nowhere/a.crt"), IsEmpty());
}

TEST(Certificate, IsRefusedWithTheReason) {
  EXPECT_THAT(refusal(""), HasSubstr("'a.crt': there is none in it"));
  EXPECT_THAT(refusal("text"), HasSubstr("there is none in it"));
  const auto file = contents(root_file());
  EXPECT_THAT(refusal(file.substr(0, file.size() / 2)), HasSubstr("'a.crt': "));
  EXPECT_THAT(refusal("-----BEGIN CERTIFICATE-----\nAAAA\n"
                      "-----END CERTIFICATE-----\n"),
              HasSubstr("'a.crt': "));
  // A whole one does not make up for a broken one behind it.
  EXPECT_NE(refusal(file + file.substr(0, file.size() / 2)), "none");
}

TEST(Certificate, IsForOneKeyAndOfOneAuthority) {
  CertificateTree tree;
  tree.create();
  const auto ca = tree.only_certificate(tree.ca().certificate);
  const auto leaf = tree.only_certificate(tree.of("gateway").certificate);
  EXPECT_TRUE(leaf.is_for(CertificateKey::load(tree.of("gateway").key)));
  EXPECT_FALSE(leaf.is_for(CertificateKey::load(tree.of("kibana").key)));
  EXPECT_TRUE(leaf.is_signed_by(ca));
  EXPECT_FALSE(leaf.is_signed_by(leaf));
  EXPECT_FALSE(leaf.is_authority());
  EXPECT_FALSE(
      leaf.is_signed_by(CertificateTree::only_certificate(root_file())));
}

}  // namespace
}  // namespace flk
