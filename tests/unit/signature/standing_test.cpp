// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/signature/standing.hpp>

#include <gtest/gtest.h>
#include <string>

#include "support/verification.hpp"

namespace flk {
namespace {

class StandingTest : public testing::Test {
 protected:
  StandingTest() {
    claim_.stream = StreamId{};
    claim_.seq = 5;
    claim_.time = kRowTime;
    claim_.host_identifier = "ann";
  }
  Standing of(const std::string& rest) {
    trusted_ = trust(rest);
    return standing_of(claim_, *trusted_.find(key_of('k').public_key().kid()));
  }
  static std::string line(const std::string& user,
                          const std::string& end = "") {
    return user + " " + key_of('k').public_key().line() + " " + end + "\n";
  }

  Claim claim_;
  TrustedKeys trusted_;
};

TEST_F(StandingTest, IsTheUsersOfTheKey) {
  const auto standing = of(line("ann"));
  EXPECT_EQ(standing.grant.user, "ann");
  EXPECT_TRUE(standing.holds);
  EXPECT_EQ(standing.wrong_name, "");
}

TEST_F(StandingTest, NamesTheMemberThatNamesAnotherUser) {
  EXPECT_EQ(of(line("bob")).wrong_name, "hostIdentifier 'ann'");
  claim_.username = "eve";
  EXPECT_EQ(of(line("ann")).wrong_name, "username 'eve'");
}

TEST_F(StandingTest, TakesARecordThatNamesNobody) {
  claim_.host_identifier.reset();
  EXPECT_EQ(of(line("bob")).wrong_name, "");
}

TEST_F(StandingTest, MissesTheNameThatAGatewayAdded) {
  claim_.username_is_gone = true;
  EXPECT_EQ(of(line("ann")).wrong_name, "no username");
}

TEST_F(StandingTest, IsAnybodysByABareKey) {
  claim_.username_is_gone = true;
  EXPECT_EQ(
      of("untrusted comment: x\n" + key_of('k').public_key().line()).wrong_name,
      "");
  claim_.username_is_gone = false;
  claim_.username = "eve";
  EXPECT_EQ(
      of("untrusted comment: x\n" + key_of('k').public_key().line()).wrong_name,
      "");
}

TEST_F(StandingTest, ChoosesTheUserThatTheRecordNames) {
  EXPECT_EQ(of(line("bob") + line("ann") + line("cyd")).grant.user, "ann");
}

TEST_F(StandingTest, ChoosesTheEndThatHolds) {
  const auto ends = line("ann", "until=" + std::string(32, '1') + ":9") +
                    line("ann", "until=" + std::string(32, '0') + ":5");
  EXPECT_TRUE(of(ends).holds);
  claim_.seq = 6;
  EXPECT_FALSE(of(ends).holds);
}

TEST_F(StandingTest, RathersAnEndedKeyOfTheUserToOneOfAnother) {
  const auto standing =
      of(line("ann", "until=2020-01-01T00:00:00Z") + line("bob"));
  EXPECT_EQ(standing.grant.user, "ann");
  EXPECT_FALSE(standing.holds);
}

// A thief can date records back, but the gateway says when they came.
TEST_F(StandingTest, EndsByTheLaterOfOwnTimeAndArrival) {
  const auto end = line("ann", "until=" + format_rfc3339(kRowTime));
  EXPECT_TRUE(of(end).holds);
  claim_.ingested = kRowTime + Milliseconds{1};
  EXPECT_FALSE(of(end).holds);
  claim_.time.reset();
  EXPECT_FALSE(of(end).holds);
  claim_.ingested = kRowTime;
  EXPECT_TRUE(of(end).holds);
  claim_.ingested.reset();
  EXPECT_FALSE(of(end).holds);
}

}  // namespace
}  // namespace flk
