// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/certs/renew.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <flock/base/file.hpp>
#include <flock/certs/check.hpp>
#include <flock/certs/export.hpp>
#include <flock/certs/revoke.hpp>

#include "support/certificate_tree.hpp"

namespace flk {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class RenewTest : public ::testing::Test {
 protected:
  RenewTest() {
    options.dir = tree.certs;
    options.instances_file = tree.options.instances_file;
    tree.create();
  }

  std::vector<std::string> renew() {
    std::vector<std::string> names;
    for (const auto& one : renew_certificates(options, tree.clock).renewals) {
      names.push_back(one.name + (one.rekey ? " rekey" : ""));
    }
    return names;
  }

  std::string refusal() {
    try {
      const auto report = renew_certificates(options, tree.clock);
      return report.failures.empty() ? "none" : report.failures[0].message;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::config);
      return error.what();
    }
  }

  Certificate gateway() const {
    return tree.only_certificate(tree.of("gateway").certificate);
  }

  CertificateTree tree;
  RenewOptions options;
};

TEST_F(RenewTest, ChangesNothingThatNeedsNothing) {
  const auto before = tree.snapshot();
  EXPECT_THAT(renew(), IsEmpty());
  EXPECT_EQ(tree.snapshot(), before);
}

TEST_F(RenewTest, RenewsWhatExpiresSoonForTheSameKey) {
  const auto before = tree.snapshot();
  tree.clock.time = gateway().not_after() - std::chrono::hours{24 * 29};
  EXPECT_THAT(renew(), ElementsAre("gateway", "kibana"));
  tree.expect_whole();
  EXPECT_EQ(tree.snapshot()["gateway/gateway.key"],
            before.at("gateway/gateway.key"));
  EXPECT_NE(tree.snapshot()["gateway/gateway.crt"],
            before.at("gateway/gateway.crt"));
  EXPECT_THAT(renew(), IsEmpty());
}

TEST_F(RenewTest, RenewsWhatDiffersFromItsInstance) {
  write_file(options.instances_file,
             "instances:\n"
             "- {name: gateway, dns: gateway.example.org, days: 10}\n"
             "- {name: kibana, dns: kibana, role: both, key: P-384}\n");
  EXPECT_THAT(renew(), ElementsAre("gateway", "kibana rekey"));
  tree.expect_whole();
  EXPECT_THAT(gateway().names().dns, ElementsAre("gateway.example.org"));
  EXPECT_EQ(format_day(gateway().not_after()), "2026-12-03");
  const auto kibana = tree.only_certificate(tree.of("kibana").certificate);
  EXPECT_EQ(kibana.role(), Role::both);
  EXPECT_EQ(kibana.key_type(), "EC P-384");
}

TEST_F(RenewTest, RekeysWhereAskedOrWhereTheKeyWasRevoked) {
  const auto before = tree.snapshot();
  options.names = {"gateway"};
  options.rekey = true;
  EXPECT_THAT(renew(), ElementsAre("gateway rekey"));
  tree.expect_whole();
  EXPECT_NE(tree.snapshot()["gateway/gateway.key"],
            before.at("gateway/gateway.key"));
  RevokeOptions revoke;
  revoke.dir = tree.certs;
  revoke.names = {"kibana"};
  revoke_certificates(revoke, tree.clock);
  options = {};
  options.dir = tree.certs;
  options.instances_file = tree.options.instances_file;
  EXPECT_THAT(renew(), ElementsAre("kibana rekey"));
  EXPECT_THAT(renew(), IsEmpty());
}

TEST_F(RenewTest, ReplacesNoKeyThatIsNotItsCertificates) {
  remove_file(tree.of("gateway").key);
  bring_key(tree.of("gateway").key);
  options.names = {"gateway"};
  options.rekey = true;
  const auto before = tree.snapshot();
  EXPECT_THAT(refusal(), HasSubstr("is not the key of"));
  EXPECT_EQ(tree.snapshot(), before);
  // A certificate for it can be had.
  options.rekey = false;
  EXPECT_THAT(renew(), ElementsAre("gateway"));
  tree.expect_whole();
}

TEST_F(RenewTest, ReplacesNoKeyThatItDidNotMakeHoweverOftenItWasCertified) {
  remove_file(tree.of("gateway").key);
  bring_key(tree.of("gateway").key);
  options.names = {"gateway"};
  EXPECT_THAT(renew(), ElementsAre("gateway"));
  const auto before = tree.snapshot();
  options.rekey = true;
  EXPECT_THAT(refusal(), HasSubstr("gateway.key': flock-certs did not make"));
  // Nor where it was revoked.
  options.rekey = false;
  RevokeOptions revoke;
  revoke.dir = tree.certs;
  revoke.names = {"gateway"};
  revoke_certificates(revoke, tree.clock);
  options.names.clear();
  EXPECT_THAT(refusal(), HasSubstr("flock-certs did not make"));
  for (const auto& [path, content] : before) {
    EXPECT_EQ(tree.snapshot()[path], content);
  }
}

TEST_F(RenewTest, AKeyOfAnotherTypeThatWasBroughtGetsItsCertificate) {
  const auto key = CertificateKey::generate({KeyType::Kind::p384, 0});
  remove_file(tree.of("gateway").key);
  bring_key(tree.of("gateway").key, key);
  EXPECT_THAT(renew(), ElementsAre("gateway"));
  EXPECT_TRUE(gateway().is_for(key));
  // Another certificate would not change its type.
  EXPECT_THAT(renew(), IsEmpty());
  options.all = true;
  EXPECT_THAT(renew(), ElementsAre("gateway", "kibana"));
  EXPECT_TRUE(gateway().is_for(key));
}

TEST_F(RenewTest, OneThatCannotBeRenewedKeepsNoOtherFromIt) {
  options.all = true;
  ASSERT_EQ(::chmod(tree.of("gateway").key.c_str(), 0644), 0);
  auto report = renew_certificates(options, tree.clock);
  ASSERT_EQ(report.failures.size(), 1u);
  EXPECT_THAT(report.failures[0].message, HasSubstr("gateway.key"));
  ASSERT_EQ(report.renewals.size(), 1u);
  EXPECT_EQ(report.renewals[0].name, "kibana");
  ASSERT_EQ(::chmod(tree.of("gateway").key.c_str(), 0600), 0);
  write_file(tree.of("gateway").certificate, "torn");
  report = renew_certificates(options, tree.clock);
  ASSERT_EQ(report.failures.size(), 1u);
  EXPECT_THAT(report.failures[0].message, HasSubstr("gateway.crt"));
  EXPECT_EQ(report.renewals.size(), 1u);
  // Nor the CA.
  options.all = false;
  options.names = {"ca"};
  report = renew_certificates(options, tree.clock);
  EXPECT_EQ(report.failures.size(), 1u);
  EXPECT_EQ(report.made.size(), 2u);  // ca.crt and kibana's chain
}

TEST_F(RenewTest, LeavesThatTheirAuthorityCutsAreNamedAndNotRenewedInVain) {
  const auto end = tree.only_certificate(tree.ca().certificate).not_after();
  tree.clock.time = end - std::chrono::days{100};
  options.all = true;
  const auto report = renew_certificates(options, tree.clock);
  ASSERT_EQ(report.notices.size(), 1u);
  EXPECT_THAT(report.notices[0].message,
              HasSubstr("gateway.crt' and 1 more end with the CA on 2031-"));
  options.all = false;
  tree.clock.time = end - std::chrono::days{20};
  EXPECT_THAT(renew(), IsEmpty());
  options.names = {"ca"};
  EXPECT_THAT(renew(), ElementsAre("ca"));
  options.names.clear();
  EXPECT_THAT(renew(), ElementsAre("gateway", "kibana"));
}

TEST_F(RenewTest, ReplacesNoKeyOfACaThatItDidNotMake) {
  const auto key = CertificateKey::load(tree.ca().key);
  remove_file(tree.ca().key);
  bring_key(tree.ca().key, key);
  options.names = {"ca"};
  options.rekey = true;
  const auto before = tree.snapshot();
  EXPECT_THAT(refusal(), HasSubstr("ca.key': flock-certs did not make"));
  EXPECT_EQ(tree.snapshot(), before);
  // Kept elsewhere it has a successor there, and stays beside that.
  options.ca_key.file = tree.dir / "safe.key";
  bring_key(options.ca_key.file, key);
  const auto old = contents(options.ca_key.file);
  EXPECT_THAT(renew(), ElementsAre("ca rekey"));
  EXPECT_EQ(contents(options.ca_key.file + ".old"), old);
  EXPECT_EQ(tree.snapshot()["ca/ca.key"], before.at("ca/ca.key"));
  const auto after = contents(options.ca_key.file);
  EXPECT_THAT(refusal(), HasSubstr("there is an older key"));
  EXPECT_EQ(contents(options.ca_key.file), after);
}

TEST_F(RenewTest, RollsOverAKeyThatIsKeptElsewhereUnderItsPassphrase) {
  create_secret_file(tree.dir / "passphrase", "correct horse\n");
  const Passphrase passphrase{tree.dir / "passphrase"};
  const auto safe = tree.dir / "safe.key";
  const auto old = CertificateKey::load(tree.ca().key);
  protect_authority_key(tree.certs, safe, passphrase, 1000);
  options.ca_key = {safe, tree.dir / "passphrase"};
  options.names = {"ca"};
  options.rekey = true;
  tree.clock.time += std::chrono::hours{1};
  EXPECT_THAT(renew(), ElementsAre("ca rekey"));
  EXPECT_FALSE(file_exists(tree.ca().key));
  EXPECT_TRUE(is_protected_key(safe));
  EXPECT_EQ(tree.mode_of(safe), 0600u);
  EXPECT_TRUE(CertificateKey::load(safe + ".old", passphrase) == old);
  const auto both = Certificate::load_if_exists(tree.ca().certificate);
  ASSERT_EQ(both.size(), 2u);
  EXPECT_TRUE(both[0].is_for(CertificateKey::load(safe, passphrase)));
  EXPECT_TRUE(both[1].is_for(old));
  options.names.clear();
  options.rekey = false;
  EXPECT_THAT(renew(), ElementsAre("gateway", "kibana"));
  EXPECT_TRUE(gateway().is_signed_by(both[0]));
}

TEST_F(RenewTest, NeedsNoKeyOfALeafButTheAuthoritys) {
  const auto key = CertificateKey::load(tree.of("gateway").key);
  remove_file(tree.of("gateway").key);
  options.names = {"gateway"};
  EXPECT_THAT(renew(), ElementsAre("gateway"));
  EXPECT_TRUE(gateway().is_for(key));
  options.rekey = true;
  EXPECT_THAT(refusal(), HasSubstr("it is not here"));
  options.rekey = false;
  remove_file(tree.ca().key);
  EXPECT_THAT(refusal(), HasSubstr("cannot sign with"));
}

TEST_F(RenewTest, MakesWhatInstancesDoNotHaveAsItWas) {
  remove_file(options.instances_file);
  const auto names = gateway().names();
  options.all = true;
  EXPECT_THAT(renew(), ElementsAre("gateway", "kibana"));
  EXPECT_TRUE(gateway().names() == names);
  EXPECT_EQ(gateway().common_name(), "gateway");
}

TEST_F(RenewTest, NamesWhatThereIsNone) {
  options.names = {"nobody"};
  EXPECT_THAT(refusal(), HasSubstr("cannot renew 'nobody'"));
  options.dir = tree.dir / "none";
  EXPECT_THAT(refusal(), HasSubstr("there is no folder"));
}

TEST_F(RenewTest, OnlyPlansInADryRun) {
  const auto before = tree.snapshot();
  options.dry_run = true;
  options.all = true;
  options.rekey = true;
  EXPECT_THAT(renew(), ElementsAre("gateway rekey", "kibana rekey"));
  EXPECT_EQ(tree.snapshot(), before);
}

TEST_F(RenewTest, RenewsTheAuthorityForItsKeyAndWithItTheChains) {
  const auto old = tree.only_certificate(tree.ca().certificate);
  tree.clock.time = old.not_after() - std::chrono::hours{24};
  options.names = {"ca"};
  EXPECT_THAT(renew(), ElementsAre("ca"));
  tree.expect_whole();  // the leaves are the new one's as well, chains included
  EXPECT_GT(tree.only_certificate(tree.ca().certificate).not_after(),
            old.not_after());
}

TEST_F(RenewTest, TheAuthorityKeepsItsSubjectAsLongAsItKeepsItsKey) {
  write_file(options.instances_file,
             "ca: {name: Acme CA}\n" + contents(options.instances_file));
  const auto old = tree.only_certificate(tree.ca().certificate);
  options.names = {"ca"};
  EXPECT_THAT(renew(), ElementsAre("ca"));
  tree.expect_whole();
  EXPECT_EQ(tree.only_certificate(tree.ca().certificate).subject(),
            old.subject());
  options.rekey = true;
  EXPECT_THAT(renew(), ElementsAre("ca rekey"));
  EXPECT_EQ(Certificate::load_if_exists(tree.ca().certificate)[0].subject(),
            "CN=Acme CA");
}

TEST_F(RenewTest, MakesNoAuthorityThatForbidsItsLeaves) {
  const auto bound = "ca: {permitted: {dns: [example.com, localhost]}}\n";
  write_file(options.instances_file, bound + contents(options.instances_file));
  const auto before = tree.snapshot();
  options.names = {"ca"};
  EXPECT_THAT(refusal(), HasSubstr("cannot renew 'kibana': the CA's name "
                                   "constraints forbid 'kibana'"));
  EXPECT_EQ(tree.snapshot(), before);
}

TEST_F(RenewTest, NamesMayChangeWithTheConstraints) {
  write_file(options.instances_file,
             "ca: {permitted: {dns: example.org}}\n"
             "instances:\n"
             "- {name: gateway, dns: gateway.example.org}\n"
             "- {name: kibana, dns: kibana.example.org}\n");
  options.names = {"ca"};
  EXPECT_THAT(renew(), ElementsAre("ca"));
  CheckOptions check;
  check.dir = tree.certs;
  check.instances_file = options.instances_file;
  int forbidden = 0;
  for (const auto& finding : check_certificates(check, tree.clock)) {
    forbidden += finding.kind == FindingKind::constraints_forbid ? 1 : 0;
  }
  EXPECT_EQ(forbidden, 2);
  options.names.clear();
  EXPECT_THAT(renew(), ElementsAre("gateway", "kibana"));
  tree.expect_whole();
}

TEST_F(RenewTest, RollsTheAuthorityOver) {
  options.names = {"ca"};
  options.rekey = true;
  tree.clock.time += std::chrono::hours{1};
  EXPECT_THAT(renew(), ElementsAre("ca rekey"));
  EXPECT_EQ(Certificate::load_if_exists(tree.ca().certificate).size(), 2u);
  // The leaves are still the old one's, and say so; renewed they are not.
  CheckOptions check;
  check.dir = tree.certs;
  check.instances_file = options.instances_file;
  int old_ones = 0;
  for (const auto& finding : check_certificates(check, tree.clock)) {
    old_ones += finding.kind == FindingKind::old_ca ? 1 : 0;
  }
  EXPECT_EQ(old_ones, 2);
  options.names.clear();
  options.rekey = false;
  EXPECT_THAT(renew(), ElementsAre("gateway", "kibana"));
  const Authority authority{tree.ca()};
  EXPECT_EQ(authority.signer_of(gateway()), authority.newest());
  EXPECT_THAT(renew(), IsEmpty());
}

}  // namespace
}  // namespace flk
