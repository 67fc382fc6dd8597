// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/certs/crl.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <flock/base/file.hpp>
#include <flock/certs/examine_crl.hpp>
#include <flock/certs/renew.hpp>
#include <flock/certs/revoke.hpp>

#include "support/certificate_tree.hpp"

namespace flk {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class RevokeTest : public ::testing::Test {
 protected:
  RevokeTest() {
    tree.create();
    options.dir = tree.certs;
  }

  std::vector<std::string> revoke(const std::vector<std::string>& names) {
    options.names = names;
    return revoke_certificates(options, tree.clock).added;
  }

  RevocationList list() const {
    auto lists = RevocationList::load_all(tree.ca().crl);
    EXPECT_EQ(lists.size(), 1u);
    return std::move(lists.at(0));
  }

  std::string serial(const std::string& name) const {
    return tree.only_certificate(tree.of(name).certificate).serial();
  }

  std::string refusal(const std::vector<std::string>& names) {
    try {
      revoke(names);
      return "none";
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::config);
      return error.what();
    }
  }

  CertificateTree tree;
  RevokeOptions options;
};

TEST_F(RevokeTest, MakesAListOfWhatWasRevoked) {
  EXPECT_THAT(revoke({}), IsEmpty());
  EXPECT_THAT(list().serials(), IsEmpty());
  const auto first = list().number();
  EXPECT_THAT(revoke({"gateway"}), ElementsAre(serial("gateway")));
  EXPECT_THAT(list().serials(), ElementsAre(serial("gateway")));
  EXPECT_GT(list().number(), first);
  EXPECT_TRUE(
      list().is_signed_by(tree.only_certificate(tree.ca().certificate)));
  EXPECT_EQ(format_rfc3339(list().next_update()), "2026-12-23T07:00:00.000Z");
  EXPECT_EQ(tree.mode_of(tree.ca().crl), 0644u);
}

TEST_F(RevokeTest, RevokesOnceAndForgetsNothing) {
  revoke({"gateway"});
  const auto first = list().number();
  EXPECT_THAT(revoke({"gateway"}), IsEmpty());
  EXPECT_EQ(list().number(), first + 1);
  remove_file(tree.ca().crl);
  EXPECT_THAT(revoke({"kibana"}), SizeIs(1));
  EXPECT_THAT(list().serials(), SizeIs(2));
}

TEST_F(RevokeTest, TakesSerialNumbersOfWhatIsGone) {
  options.serials = {"0102030405"};
  options.reason = RevocationReason::key_compromise;
  EXPECT_THAT(revoke({}), ElementsAre("0102030405"));
  EXPECT_THAT(list().serials(), ElementsAre("0102030405"));
  const auto written = load_revocations(tree.ca().revoked).value();
  ASSERT_THAT(written, SizeIs(1));
  EXPECT_EQ(written[0].reason, RevocationReason::key_compromise);
  EXPECT_EQ(written[0].time, tree.clock.now());
}

TEST_F(RevokeTest, KeepsTheListOfAnotherCaAsLongAsThatIsThere) {
  revoke({"gateway"});
  const auto old_crl = contents(tree.ca().crl);
  const auto old_crt = contents(tree.ca().certificate);
  tree.clock.time += std::chrono::hours{1};
  RenewOptions renew;
  renew.dir = tree.certs;
  renew.instances_file = tree.options.instances_file;
  renew.names = {"ca"};
  renew.rekey = true;
  renew_certificates(renew, tree.clock);
  revoke({});
  const auto both = contents(tree.ca().crl);
  EXPECT_TRUE(both.ends_with(old_crl));
  EXPECT_THAT(RevocationList::load_all(tree.ca().crl), SizeIs(2));
  // The old one is removed.
  const auto both_crt = contents(tree.ca().certificate);
  replace_file(tree.ca().certificate,
               both_crt.substr(0, both_crt.size() - old_crt.size()), 0644);
  Findings findings;
  examine_crl(findings, Authority{tree.ca()}, tree.ca().crl, nullptr,
              tree.clock.time);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].kind, FindingKind::crl_stale);
  EXPECT_THAT(findings[0].message, HasSubstr("of a CA that is not in ca.crt"));
  revoke({});
  EXPECT_TRUE(
      list().is_signed_by(tree.only_certificate(tree.ca().certificate)));
  findings.clear();
  examine_crl(findings, Authority{tree.ca()}, tree.ca().crl, nullptr,
              tree.clock.time);
  EXPECT_THAT(findings, IsEmpty());
}

TEST_F(RevokeTest, RefusesWhatItCannotRevoke) {
  const auto before = tree.snapshot();
  EXPECT_THAT(refusal({"nobody"}), HasSubstr("cannot revoke 'nobody'"));
  EXPECT_THAT(refusal({"../x"}), HasSubstr("the name"));
  options.serials = {"xyz"};
  EXPECT_THAT(refusal({}), HasSubstr("serial number"));
  options.serials.clear();
  CertificateTree other;
  other.create();
  write_file(tree.of("kibana").certificate,
             contents(other.of("kibana").certificate));
  EXPECT_THAT(refusal({"gateway", "kibana"}), HasSubstr("is not signed by"));
  EXPECT_FALSE(file_exists(tree.ca().crl));
  EXPECT_FALSE(file_exists(tree.ca().revoked));
  EXPECT_EQ(tree.snapshot().size(), before.size());
}

TEST_F(RevokeTest, MakesNoListWithoutWhatCannotBeRead) {
  revoke({"gateway"});
  write_file(tree.ca().revoked, "not a revocation\n");
  EXPECT_THAT(refusal({"kibana"}), HasSubstr("line 1 is no revocation"));
  remove_file(tree.ca().revoked);
  write_file(tree.ca().crl, "torn");
  EXPECT_THAT(refusal({"kibana"}), HasSubstr("cannot read CRL"));
}

TEST(Revocation, TakesASerialNumberAsOpensslAndPeopleWriteIt) {
  EXPECT_EQ(canonical_serial("00AbCd"), "abcd");
  EXPECT_EQ(canonical_serial("0000"), "00");
  EXPECT_EQ(canonical_serial("abc"), std::nullopt);
  EXPECT_EQ(canonical_serial("xyzz"), std::nullopt);
  EXPECT_EQ(canonical_serial(""), std::nullopt);
  EXPECT_EQ(canonical_serial(std::string(42, 'f')), std::nullopt);
}

TEST(Revocation, IsReadBackFromItsLine) {
  const TempDir dir;
  Revocation entry{"80ff", Milliseconds{1795417200123},
                   RevocationReason::superseded, "abcd", "gateway"};
  write_file(dir / "revoked", "# comment\n" + revocation_line(entry) + "\n");
  const auto read = load_revocations(dir / "revoked").value();
  ASSERT_EQ(read.size(), 1u);
  EXPECT_EQ(revocation_line(read[0]), revocation_line(entry));
  EXPECT_EQ(load_revocations(dir / "none"), std::nullopt);
}

}  // namespace
}  // namespace flk
