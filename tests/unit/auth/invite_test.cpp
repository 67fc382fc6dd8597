// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/auth/invite.hpp>

#include <gtest/gtest.h>
#include <string>

#include "support/certificates.hpp"
#include "support/fake_clock.hpp"
#include "support/temp_dir.hpp"

namespace flk {
namespace {

const std::string kCode = "AAECAwQFBgcICQoLDA0ODxAREhM";
const std::string kHash = "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0";

TEST(Invite, ComesBackFromItsLine) {
  FakeRandom random;
  const InviteLine line{"https://flock.example", make_invite_code(random),
                        kHash};
  EXPECT_EQ(line.text(),
            "flock-invite-1 https://flock.example " + kCode + " " + kHash);
  const auto parsed = InviteLine::parse("  " + line.text() + "\r\n");
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->url, line.url);
  EXPECT_EQ(parsed->code, kCode);
  EXPECT_EQ(parsed->ca_hash, kHash);
}

TEST(Invite, SaysByADashThatTheSystemsCasAreMeant) {
  const InviteLine line{"https://flock.example", kCode, ""};
  EXPECT_TRUE(line.text().ends_with(" -"));
  const auto parsed = InviteLine::parse(line.text());
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->ca_hash, "");
}

TEST(Invite, LosesTheUrlsTrailingSlashes) {
  const auto parsed = InviteLine::parse(
      "flock-invite-1 https://flock.example// " + kCode + " -");
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->url, "https://flock.example");
}

TEST(Invite, IsNoOtherLine) {
  for (const auto& line :
       {std::string(), "flock-invite-1 https://flock.example " + kCode,
        "flock-invite-2 https://flock.example " + kCode + " -",
        "flock-invite-1 http://flock.example " + kCode + " -",
        "flock-invite-1 ftp://flock.example " + kCode + " -",
        std::string("flock-invite-1 https://flock.example short -"),
        "flock-invite-1 https://flock.example " + kCode + " short",
        "flock-invite-1 https://flock.example " + kCode + " - more"}) {
    EXPECT_FALSE(InviteLine::parse(line)) << line;
  }
}

TEST(CertificateHash, IsThatOfTheDer) {
  // printf abc | base64, within the markers: FIPS 180-4's example.
  EXPECT_EQ(certificate_hash("-----BEGIN CERTIFICATE-----\nYWJj\n"
                             "-----END CERTIFICATE-----\n"),
            kHash);
}

TEST(CertificateHash, NeedsExactlyOneCertificate) {
  TempDir folder;
  const TestCertificates certificates{folder.path()};
  EXPECT_TRUE(certificate_hash(contents(certificates.ca_file)));
  EXPECT_FALSE(certificate_hash(contents(certificates.chain_file)));
  EXPECT_FALSE(certificate_hash(contents(certificates.key_file)));
  EXPECT_FALSE(certificate_hash(""));
  EXPECT_FALSE(certificate_hash("-----BEGIN CERTIFICATE-----\nYWJj\n"));
}

}  // namespace
}  // namespace flk
