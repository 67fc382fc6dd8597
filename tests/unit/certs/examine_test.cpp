// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/certs/examine.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/certificate_tree.hpp"

namespace flk {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr Milliseconds kMonth = std::chrono::days{30};
constexpr Milliseconds kDay = std::chrono::days{1};

class ExamineTest : public ::testing::Test {
 protected:
  ExamineTest() { authority.complete(clock); }

  Certificate leaf(std::chrono::days days) {
    return authority.sign({"gateway", {}, {}, Role::server}, key, clock, days);
  }

  std::vector<std::string> kinds(const Certificate& certificate,
                                 Milliseconds now,
                                 Milliseconds within = kMonth) const {
    std::vector<std::string> kinds;
    for (const auto& finding :
         examine_certificate("gateway", "gateway.crt", certificate, nullptr,
                             {authority, revoked, now, within})) {
      kinds.emplace_back(kind_name(finding.kind));
    }
    return kinds;
  }

  TempDir dir;
  StillClock clock;
  Authority authority{CertificateFiles::of_authority(dir / "certs")};
  CertificateKey key = CertificateKey::generate();
  std::set<std::string> revoked;
};

TEST_F(ExamineTest, FindsNothingInAFreshLeafHoweverShortItsLife) {
  for (const int days : {1, 10, 30, 397}) {
    EXPECT_THAT(kinds(leaf(std::chrono::days{days}), clock.now()), IsEmpty())
        << days;
  }
}

TEST_F(ExamineTest, AnEndIsNearAMonthBeforeOrInTheLastThird) {
  const auto longer = leaf(std::chrono::days{397});
  EXPECT_THAT(kinds(longer, longer.not_after() - kMonth - kDay), IsEmpty());
  EXPECT_THAT(kinds(longer, longer.not_after() - kMonth),
              ElementsAre("expires"));
  const auto shorter = leaf(std::chrono::days{9});
  EXPECT_THAT(kinds(shorter, shorter.not_after() - 3 * kDay), IsEmpty());
  EXPECT_THAT(kinds(shorter, shorter.not_after() - 3 * kDay + Seconds{1}),
              ElementsAre("expires"));
  // What is asked for counts where it is less.
  EXPECT_THAT(kinds(shorter, shorter.not_after() - 2 * kDay, kDay), IsEmpty());
  EXPECT_THAT(kinds(shorter, shorter.not_after()), ElementsAre("expired"));
}

TEST_F(ExamineTest, WhatWasAskedForCountsForALeafThatItsCaCut) {
  const auto end = authority.newest()->not_after();
  clock.time = end - 20 * kDay;
  const auto cut = leaf(std::chrono::days{397});
  EXPECT_EQ(cut.not_after(), end);
  EXPECT_THAT(kinds(cut, clock.now()), ElementsAre("expires"));
  EXPECT_THAT(kinds(cut, clock.now(), kDay), IsEmpty());
}

TEST_F(ExamineTest, ANearnessThatIsGivenCountsAsItIs) {
  const auto shorter = leaf(std::chrono::days{9});
  Findings findings;
  examine_time(findings, "gateway", "gateway.crt", shorter,
               {authority, revoked, clock.now(), kMonth});
  EXPECT_TRUE(findings.empty());
  examine_time(findings, "gateway", "gateway.crt", shorter,
               {authority, revoked, clock.now(), kMonth, true});
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].kind, FindingKind::expires);
}

TEST_F(ExamineTest, NamesWhatWasRevokedAndWhatIsOfNobodyHere) {
  const auto ours = leaf(std::chrono::days{397});
  revoked.insert(ours.serial());
  EXPECT_THAT(kinds(ours, clock.now()), ElementsAre("revoked"));
  Authority other{CertificateFiles::of_authority(dir / "other")};
  other.complete(clock);
  const auto theirs = other.sign({"gateway", {}, {}, Role::server}, key, clock);
  EXPECT_THAT(kinds(theirs, clock.now()), ElementsAre("not_signed"));
}

TEST_F(ExamineTest, ComparesWithTheInstance) {
  Instance instance;
  instance.name = "gateway";
  instance.role = Role::both;
  instance.key_type.kind = KeyType::Kind::ed25519;
  instance.names.add_dns("gateway");
  std::vector<std::string> messages;
  for (const auto& finding : examine_certificate(
           "gateway", "gateway.crt", leaf(std::chrono::days{397}), &instance,
           {authority, revoked, clock.now(), kMonth})) {
    messages.push_back(finding.message);
  }
  EXPECT_THAT(
      messages,
      ElementsAre("'gateway.crt' has other names than the file of instances",
                  "'gateway.crt' is for role server, not both",
                  "'gateway.crt' has a key of type EC P-256, not Ed25519"));
}

}  // namespace
}  // namespace flk
