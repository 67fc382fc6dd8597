// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/signature/chain.hpp>

#include <gtest/gtest.h>
#include <vector>

namespace flk {
namespace {

using Ranges = std::vector<RangeSet::Range>;

// Stands for a SHA-256 digest.
Digest digest(std::uint64_t n) {
  Digest out{};
  out[0] = static_cast<unsigned char>(n);
  return out;
}

// The record `seq` of the one true stream, by key 1.
ChainLink link(std::uint64_t seq) {
  ChainLink out{seq, {}, digest(seq), digest(seq), 1};
  if (seq > 1) out.prev = digest(seq - 1);
  return out;
}

class StreamChainTest : public testing::Test {
 protected:
  ChainOutcome take(const ChainLink& next) { return chain_.take(next, rules_); }
  void take_to(std::uint64_t seq) {
    for (std::uint64_t n = 1; n <= seq; ++n) {
      EXPECT_EQ(take(link(n)), ChainOutcome::follows);
    }
  }
  ChainOutcome take_by(std::uint64_t seq, std::uint32_t key) {
    auto next = link(seq);
    next.key = key;
    return take(next);
  }
  Ranges gaps() const { return chain_.gaps().ranges(); }

  StreamChain chain_;
  ChainRules rules_;
};

TEST_F(StreamChainTest, FollowsFromTheFirstRecord) {
  take_to(5);
  EXPECT_TRUE(gaps().empty());
}

TEST_F(StreamChainTest, TakesALossAndWhatItStandsForAsOne) {
  auto loss = link(3);
  loss.digest = digest(33);  // its own; what follows holds the withdrawn one's
  for (const auto& [first, second] :
       {std::pair{link(3), loss}, std::pair{loss, link(3)}}) {
    chain_ = {};
    take_to(2);
    EXPECT_EQ(take(first), ChainOutcome::follows);
    EXPECT_EQ(take(second), ChainOutcome::repeated);
    EXPECT_EQ(take(link(4)), ChainOutcome::follows);
  }
  chain_ = {};
  take_to(3);
  loss.key = 2;
  EXPECT_EQ(take(loss), ChainOutcome::forked) << "by another key";
}

TEST_F(StreamChainTest, MayBeginLater) {
  EXPECT_EQ(take(link(7)), ChainOutcome::follows);
  EXPECT_EQ(take(link(8)), ChainOutcome::follows);
  EXPECT_TRUE(gaps().empty());
}

TEST_F(StreamChainTest, BeginsAtOneWhereThatIsAskedFor) {
  rules_.from_start = true;
  EXPECT_EQ(take(link(7)), ChainOutcome::follows);
  EXPECT_EQ(gaps(), (Ranges{{1, 6}}));
}

TEST_F(StreamChainTest, HasPrevInAllButTheFirstRecord) {
  auto first = link(1);
  first.prev = digest(0);
  EXPECT_EQ(take(first), ChainOutcome::broken);
  StreamChain late;
  auto third = link(3);
  third.prev.reset();
  EXPECT_EQ(late.take(third, rules_), ChainOutcome::broken);
}

TEST_F(StreamChainTest, KnowsARepeatFromAFork) {
  take_to(3);
  EXPECT_EQ(take(link(3)), ChainOutcome::repeated);
  auto other = link(3);
  other.digest = other.next = digest(99);
  EXPECT_EQ(take(other), ChainOutcome::forked);
  EXPECT_EQ(take(link(4)), ChainOutcome::follows);
}

TEST_F(StreamChainTest, IsBrokenOnceWhereAnotherBranchGoesOn) {
  take_to(3);
  auto other = link(4);
  other.prev = digest(99);
  EXPECT_EQ(take(other), ChainOutcome::broken);
  EXPECT_EQ(take(link(5)), ChainOutcome::follows);
}

TEST_F(StreamChainTest, OpensGaps) {
  take_to(2);
  EXPECT_EQ(take(link(4)), ChainOutcome::follows);
  EXPECT_EQ(take(link(9)), ChainOutcome::follows);
  EXPECT_EQ(gaps(), (Ranges{{3, 3}, {5, 8}}));
}

TEST_F(StreamChainTest, FillsAGapOutOfOrder) {
  take_to(2);
  take(link(6));
  EXPECT_EQ(take(link(4)), ChainOutcome::out_of_order);
  EXPECT_EQ(take(link(1)), ChainOutcome::out_of_order);
  EXPECT_EQ(gaps(), (Ranges{{3, 3}, {5, 5}}));
  EXPECT_EQ(take(link(7)), ChainOutcome::follows);
}

TEST_F(StreamChainTest, TakesAnyOrderWhereGapsAreAllowed) {
  rules_.allow_gaps = true;
  for (const std::uint64_t seq : {7, 9, 3, 4, 1, 20}) {
    EXPECT_EQ(take(link(seq)), ChainOutcome::follows) << seq;
  }
  EXPECT_TRUE(gaps().empty());
  // What can be seen is still looked at.
  auto next = link(21);
  next.prev = digest(99);
  EXPECT_EQ(take(next), ChainOutcome::broken);
  auto other = link(21);
  other.digest = other.next = digest(99);
  EXPECT_EQ(take(other), ChainOutcome::forked);
}

TEST_F(StreamChainTest, GoesOnBehindAWithdrawnRecordByItsDigest) {
  take_to(2);
  auto withdrawn = link(3);
  withdrawn.digest = digest(50);  // of the flock_loss
  withdrawn.next = digest(3);     // of what stood there
  EXPECT_EQ(take(withdrawn), ChainOutcome::follows);
  EXPECT_EQ(take(withdrawn), ChainOutcome::repeated);
  EXPECT_EQ(take(link(4)), ChainOutcome::follows);
}

TEST_F(StreamChainTest, DoesNotCallAFailedRecordMissing) {
  take_to(2);
  chain_.note_failed(3);
  chain_.note_failed(4);
  EXPECT_EQ(take(link(6)), ChainOutcome::follows);
  EXPECT_EQ(gaps(), (Ranges{{5, 5}}));
}

TEST_F(StreamChainTest, BelievesAFailedRecordOnlyThatItIsTheNext) {
  take_to(2);
  for (const std::uint64_t seq : {1, 2, 4, 900}) chain_.note_failed(seq);
  EXPECT_EQ(take(link(4)), ChainOutcome::follows);
  EXPECT_EQ(gaps(), (Ranges{{3, 3}}));
}

TEST_F(StreamChainTest, TakesTheTrueRecordBehindAFailedOne) {
  take_to(2);
  chain_.note_failed(3);
  EXPECT_EQ(take(link(3)), ChainOutcome::follows);
  EXPECT_EQ(take(link(5)), ChainOutcome::follows);
  EXPECT_EQ(gaps(), (Ranges{{4, 4}}));
}

TEST_F(StreamChainTest, IsOneKeysUntilItIsRotated) {
  take_to(2);
  EXPECT_EQ(take_by(3, 2), ChainOutcome::wrong_key);
  EXPECT_EQ(take_by(3, 1), ChainOutcome::follows);
  chain_.rotate(2);
  EXPECT_EQ(take_by(4, 1), ChainOutcome::wrong_key);
  EXPECT_EQ(take_by(4, 2), ChainOutcome::follows);
  EXPECT_EQ(take_by(5, 1), ChainOutcome::wrong_key);
  EXPECT_EQ(take_by(5, 2), ChainOutcome::follows);
  EXPECT_TRUE(gaps().empty());
}

// Else whoever has the old key goes on behind an invented gap.
TEST_F(StreamChainTest, DoesNotReturnToARetiredKeyBehindAGap) {
  take_to(3);
  chain_.rotate(2);
  EXPECT_EQ(take_by(9, 1), ChainOutcome::wrong_key);
  EXPECT_EQ(take_by(4, 2), ChainOutcome::follows);
  EXPECT_EQ(take_by(9, 1), ChainOutcome::wrong_key);
  EXPECT_EQ(take_by(5, 2), ChainOutcome::follows);
  EXPECT_TRUE(gaps().empty());
}

TEST_F(StreamChainTest, DoesNotReturnToAnyKeyThatItHasLeft) {
  take_to(2);
  chain_.rotate(3);
  EXPECT_EQ(take_by(3, 3), ChainOutcome::follows);
  chain_.rotate(2);
  EXPECT_EQ(take_by(4, 2), ChainOutcome::follows);
  EXPECT_EQ(take_by(8, 4), ChainOutcome::follows) << "rotated in the gap";
  for (const std::uint32_t key : {1, 2, 3}) {
    EXPECT_TRUE(chain_.has_left(key));
    EXPECT_EQ(take_by(20, key), ChainOutcome::wrong_key) << key;
  }
  EXPECT_FALSE(chain_.has_left(4));
  EXPECT_FALSE(chain_.has_left(0));
  chain_.rotate(1);
  EXPECT_FALSE(chain_.has_left(1)) << "announced again";
  EXPECT_EQ(take_by(20, 1), ChainOutcome::follows);
  EXPECT_EQ(take_by(30, 4), ChainOutcome::wrong_key);
}

TEST_F(StreamChainTest, LeavesNoKeyWhereAnyOrderIsAllowed) {
  rules_.allow_gaps = true;
  EXPECT_EQ(take_by(7, 2), ChainOutcome::follows);
  EXPECT_EQ(take_by(3, 1), ChainOutcome::follows);
  EXPECT_EQ(take_by(9, 2), ChainOutcome::follows);
}

TEST_F(StreamChainTest, MayHaveChangedItsKeyInAGap) {
  take_to(3);
  EXPECT_EQ(take_by(6, 2), ChainOutcome::follows);
  EXPECT_EQ(take_by(7, 2), ChainOutcome::follows);
}

TEST_F(StreamChainTest, MayAnnounceTheKeyThatItHas) {
  take_to(3);
  chain_.rotate(1);
  EXPECT_EQ(take_by(6, 1), ChainOutcome::follows);
}

TEST_F(StreamChainTest, ShowsAMissingEndAgainstWhatIsExpected) {
  take_to(3);
  chain_.expect_until(3);
  EXPECT_TRUE(gaps().empty());
  chain_.expect_until(2);
  EXPECT_TRUE(gaps().empty());
  chain_.note_failed(4);
  chain_.expect_until(6);
  EXPECT_EQ(gaps(), (Ranges{{5, 6}}));
}

}  // namespace
}  // namespace flk
