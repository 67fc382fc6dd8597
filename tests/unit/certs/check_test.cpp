// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/certs/check.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <nlohmann/json.hpp>

#include <flock/base/file.hpp>
#include <flock/certs/revoke.hpp>

#include "support/certificate_tree.hpp"

namespace flk {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

class CheckTest : public ::testing::Test {
 protected:
  CheckTest() {
    options.dir = tree.certs;
    options.instances_file = tree.options.instances_file;
    tree.create();
    remove_file(tree.ca().key);  // it belongs elsewhere
  }

  // "name kind" of each finding.
  std::vector<std::string> findings() {
    std::vector<std::string> found;
    for (const auto& one : check_certificates(options, tree.clock)) {
      EXPECT_FALSE(one.message.empty());
      found.push_back(one.name + " " + std::string(kind_name(one.kind)));
    }
    return found;
  }

  void revoke(const std::vector<std::string>& names) {
    RevokeOptions revocation;
    revocation.dir = tree.certs;
    revocation.names = names;
    revoke_certificates(revocation, tree.clock);
  }

  CertificateTree tree;
  CheckOptions options;
};

// One that still has the CA's key.
class CheckWithKeyTest : public CheckTest {
 protected:
  CheckWithKeyTest() {
    std::filesystem::remove_all(tree.certs);
    tree.create();
  }
};

TEST_F(CheckTest, FindsNothingInAFreshFolder) {
  EXPECT_THAT(findings(), IsEmpty());
}

TEST_F(CheckWithKeyTest, NamesTheAuthoritysKeyBesideLeaves) {
  EXPECT_THAT(findings(), ElementsAre("ca ca_key_unprotected"));
  remove_file(tree.of("gateway").key);
  remove_file(tree.of("kibana").key);
  EXPECT_THAT(findings(), ElementsAre("gateway missing", "kibana missing"));
}

TEST_F(CheckTest, NamesWhatExpires) {
  const auto end =
      tree.only_certificate(tree.of("gateway").certificate).not_after();
  tree.clock.time = end - std::chrono::hours{24 * 30} - Seconds{1};
  EXPECT_THAT(findings(), IsEmpty());
  tree.clock.time += Seconds{1};
  EXPECT_THAT(findings(), ElementsAre("gateway expires", "kibana expires"));
  options.within = Milliseconds{0};
  EXPECT_THAT(findings(), IsEmpty());
  tree.clock.time = end;
  EXPECT_THAT(findings(), ElementsAre("gateway expired", "kibana expired"));
  tree.clock.time = tree.only_certificate(tree.ca().certificate).not_after();
  EXPECT_THAT(findings(), Contains("ca expired"));
}

TEST_F(CheckTest, NamesWhatBeginsLater) {
  tree.clock.time -= std::chrono::hours{1};
  EXPECT_THAT(findings(),
              ElementsAre("ca not_yet_valid", "gateway not_yet_valid",
                          "kibana not_yet_valid"));
}

TEST_F(CheckTest, NamesWhatDiffersFromTheInstances) {
  write_file(options.instances_file,
             "ca: {permitted: {dns: example.com}}\n"
             "instances:\n"
             "- {name: gateway, dns: [gateway.example.com, localhost],\n"
             "   ip: [127.0.0.1, '::1'], role: both, key: Ed25519}\n"
             "- {name: kibana, dns: other}\n"
             "- {name: new, dns: new}\n");
  EXPECT_THAT(findings(),
              ElementsAre("ca constraints_differ", "gateway role_differs",
                          "gateway key_type_differs", "kibana names_differ",
                          "new missing"));
}

TEST_F(CheckTest, NamesModesThatAreTooOpen) {
  ::chmod(tree.of("gateway").key.c_str(), 0640);
  ::chmod(tree.of("kibana").chain.c_str(), 0666);
  EXPECT_THAT(findings(), ElementsAre("gateway mode", "kibana mode"));
}

TEST_F(CheckWithKeyTest, NamesNoModeOfAnAuthoritysKeyUnderAPassphrase) {
  const auto sealed =
      CertificateKey::load(tree.ca().key)
          .protected_pem(SecretBytes::copy_of("correct horse"), 1000);
  ::chmod(tree.ca().key.c_str(), 0644);
  EXPECT_THAT(findings(), ElementsAre("ca mode", "ca ca_key_unprotected"));
  replace_file(tree.ca().key, sealed, 0644);
  EXPECT_THAT(findings(), IsEmpty());
}

TEST_F(CheckTest, NamesAKeyThatIsAnothers) {
  const auto key = contents(tree.of("gateway").key);
  replace_file(tree.of("kibana").key, key, 0600);
  EXPECT_THAT(findings(), ElementsAre("kibana key_mismatch"));
}

TEST_F(CheckTest, NamesWhatAnotherAuthorityHasSigned) {
  CertificateTree other;
  other.create();
  for (const auto& [to, from] :
       {std::pair{tree.of("kibana").certificate,
                  other.of("kibana").certificate},
        std::pair{tree.of("kibana").key, other.of("kibana").key}}) {
    replace_file(to, contents(from), 0600);
  }
  EXPECT_THAT(findings(), ElementsAre("kibana not_signed"));
}

TEST_F(CheckWithKeyTest, NamesALeafThatOutlivesItsAuthority) {
  const auto ca_key = CertificateKey::load(tree.ca().key);
  const auto now = tree.clock.now();
  const auto shorter =
      issue_authority(ca_key, authority_validity(now, std::chrono::days{100}));
  replace_file(tree.ca().certificate, shorter.pem(), 0644);
  EXPECT_THAT(findings(), Contains("gateway outlives_ca"));
}

TEST_F(CheckTest, NamesWhatCannotBeRead) {
  write_file(tree.of("gateway").certificate, "torn");
  write_file(tree.of("kibana").key, "torn");
  EXPECT_THAT(findings(),
              ElementsAre("gateway unreadable", "kibana unreadable"));
  write_file(tree.ca().certificate, "torn");
  EXPECT_THAT(findings(), Contains("ca unreadable"));
  remove_file(tree.ca().certificate);
  EXPECT_THAT(findings(), Contains("ca missing"));
}

TEST_F(CheckTest, NamesAChainThatIsNotTheTwo) {
  remove_file(tree.of("gateway").chain);
  write_file(tree.of("kibana").chain, "");
  EXPECT_THAT(findings(),
              ElementsAre("gateway chain_differs", "kibana chain_differs"));
}

TEST_F(CheckWithKeyTest, NamesAListThatIsStaleOrMissing) {
  options.names = {"ca"};
  revoke({});
  EXPECT_THAT(findings(), ElementsAre("ca ca_key_unprotected"));
  tree.clock.time += kCrlValidity;
  EXPECT_THAT(findings(), ElementsAre("ca ca_key_unprotected", "ca crl_stale"));
  remove_file(tree.ca().crl);
  EXPECT_THAT(findings(),
              ElementsAre("ca ca_key_unprotected", "ca crl_missing"));
  write_file(tree.ca().crl, "torn");
  EXPECT_THAT(findings(),
              ElementsAre("ca ca_key_unprotected", "ca unreadable"));
}

TEST_F(CheckWithKeyTest, NamesWhatWasRevokedAndAListWithoutIt) {
  revoke({});
  const auto before = contents(tree.ca().crl);
  revoke({"gateway"});
  EXPECT_THAT(findings(),
              ElementsAre("ca ca_key_unprotected", "gateway revoked"));
  write_file(tree.ca().crl, before);
  EXPECT_THAT(findings(), ElementsAre("ca ca_key_unprotected", "ca crl_stale",
                                      "gateway revoked"));
}

TEST_F(CheckTest, NamesWhatAnInterruptedRunHasLeft) {
  write_file(tree.of("gateway").key + ".new", "");
  EXPECT_THAT(findings(), ElementsAre("gateway interrupted"));
}

TEST_F(CheckTest, LooksAtWhatIsNamedOnly) {
  write_file(tree.of("gateway").certificate, "torn");
  options.names = {"kibana"};
  EXPECT_THAT(findings(), IsEmpty());
  options.names = {"gateway", "nobody"};
  EXPECT_THAT(findings(),
              UnorderedElementsAre("gateway unreadable", "nobody missing"));
}

TEST_F(CheckTest, NeedsAFolderAndTheInstancesAskedFor) {
  remove_file(options.instances_file);
  EXPECT_THAT(findings(), IsEmpty());
  options.needs_instances = true;
  EXPECT_THROW(findings(), Error);
  options.dir = tree.dir / "none";
  EXPECT_THROW(findings(), Error);
}

TEST(Finding, IsOneJsonObject) {
  const Finding finding{FindingKind::key_mismatch, "a", "certs/a/a.key",
                        "'certs/a/a.key' is \"none\""};
  const nlohmann::json expected{{"finding", "key_mismatch"},
                                {"name", "a"},
                                {"file", "certs/a/a.key"},
                                {"message", finding.message}};
  EXPECT_EQ(nlohmann::json::parse(finding_as_json(finding)), expected);
}

TEST(Finding, HasAKindWithANameOfItsOwn) {
  for (int i = 0; i <= static_cast<int>(FindingKind::served_no_ca); ++i) {
    const auto kind = static_cast<FindingKind>(i);
    EXPECT_EQ(parse_kind(kind_name(kind)), kind);
  }
  EXPECT_EQ(kind_name(FindingKind::crl_stale), "crl_stale");
  EXPECT_EQ(kind_name(FindingKind::served_no_ca), "served_no_ca");
  EXPECT_EQ(parse_kind("nothing"), std::nullopt);
}

}  // namespace
}  // namespace flk
