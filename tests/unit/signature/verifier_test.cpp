// SPDX-License-Identifier: GPL-3.0-or-later
// Vectors: tests/vectors/worked_example.json, made by independent libraries.
// What is done to whole exports: tamper_test.cpp.

#include <flock/signature/verifier.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <string>

#include "support/temp_dir.hpp"
#include "support/verification.hpp"

namespace flk {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class VerifierTest : public testing::Test {
 protected:
  Lines rows(int count) { return signed_rows(signer_, position_, count); }
  std::string sign(const std::string& text) {
    return sign_text(signer_, text, position_);
  }
  // A flock_loss of `seqs` of the stream at hand, in a stream of its own.
  std::string loss_of(const std::string& seqs, const Signer& by) {
    auto other = stream_of('o');
    return sign_text(by,
                     R"({"type":"flock_loss","timestamp":1795417200000,)"
                     R"("hostIdentifier":"ann","count":1,"reason":"refused",)"
                     R"("stream":")" +
                         position_.stream + R"(","seqs":)" + seqs + "}",
                     other);
  }
  std::string key_record(const Signer& next, const Signer& by,
                         ChainPosition& position) {
    return sign_text(by,
                     R"({"type":"flock_key","timestamp":1795417200000,)"
                     R"("hostIdentifier":"ann","public_key":")" +
                         next.public_key().line() + "\"}",
                     position);
  }
  StreamHead head() const {
    return {*parse_stream_id(position_.stream), position_.seq,
            position_.prev.empty() ? Digest{} : *parse_digest(position_.prev)};
  }

  Signer signer_{key_of('k')};
  ChainPosition position_ = stream_of('s');
  TrustedKeys trusted_ = trust("ann", signer_);
  VerifyRules rules_;
};

TEST(Verifier, VerifiesTheWorkedExample) {
  const auto example = nlohmann::json::parse(
      contents(std::string(FLOCK_VECTORS) + "/worked_example.json"));
  Lines lines;
  for (const auto& record : example["records"]) {
    lines.push_back(record["signed"].get<std::string>());
  }
  VerifyRules rules;
  rules.chain.from_start = true;
  const auto result = verify(lines,
                             trust(example["user"].get<std::string>() + " " +
                                   example["public"].get<std::string>()),
                             rules);
  EXPECT_THAT(result.findings, IsEmpty());
  EXPECT_EQ(result.passed_on, lines);
  EXPECT_EQ(result.counts.verified, 3u);
  EXPECT_TRUE(result.passed);
}

TEST_F(VerifierTest, VerifiesWhatTheGatewayStored) {
  Lines lines;
  for (const auto& line : rows(3)) lines.push_back(stored(line));
  const auto result = verify(lines, trusted_);
  EXPECT_THAT(result.findings, IsEmpty());
  EXPECT_EQ(result.passed_on, lines);
}

TEST_F(VerifierTest, DoesNotPassWhereNothingVerified) {
  EXPECT_FALSE(verify({}, trusted_).passed);
  const std::string own =
      R"({"type":"user_registered","name":"Ann","event.ingested":"t"})";
  const auto result = verify({own}, trusted_);
  EXPECT_FALSE(result.passed);
  EXPECT_EQ(result.counts.gateways_own, 1u);
  EXPECT_THAT(result.passed_on, IsEmpty());
}

TEST_F(VerifierTest, SetsTheGatewaysOwnRecordsApart) {
  auto lines = rows(1);
  lines.push_back(R"({"type":"user_registered","event.ingested":"t"})");
  const auto result = verify(lines, trusted_);
  EXPECT_TRUE(result.passed);
  EXPECT_EQ(result.passed_on.size(), 1u);
}

TEST_F(VerifierTest, NamesAnUnsignedRecord) {
  auto lines = rows(3);
  lines[1] = row_of("ann", 1);
  EXPECT_THAT(verify(lines, trusted_).findings,
              ElementsAre("2 unsigned 0", "0 missing 2"));
}

TEST_F(VerifierTest, NamesARecordWhoseSignatureWasTakenOff) {
  auto lines = rows(3);
  const ParsedRecord record{lines[1]};
  lines[1] = edited_flock(record->object(), ObjectEdit().remove("sig"));
  const auto result = verify(lines, trusted_);
  EXPECT_THAT(result.findings, ElementsAre("2 unsigned 2"));
  EXPECT_EQ(result.counts.failed, 1u);
  EXPECT_EQ(result.counts.verified, 2u);
  EXPECT_EQ(result.passed_on.size(), 2u);
  EXPECT_FALSE(result.passed);
}

TEST_F(VerifierTest, NamesAnAlteredRecordAndNothingElse) {
  auto lines = rows(3);
  lines[1] = edited(lines[1], ObjectEdit().set("action", "\"removed\""));
  EXPECT_THAT(verify(lines, trusted_).findings,
              ElementsAre("2 bad_signature 2"));
}

TEST_F(VerifierTest, NamesARecordByAnUnknownKey) {
  auto other = stream_of('o');
  const auto lines = signed_rows(Signer{key_of('x')}, other, 1);
  EXPECT_THAT(verify(lines, trusted_).findings, ElementsAre("1 unknown_key 1"));
}

TEST_F(VerifierTest, TakesNoHeaderButTheOneOfThePage) {
  auto line = rows(1)[0];
  const auto at = line.find("\"sig\":\"") + 7;
  line[at] = line[at] == 'e' ? 'f' : 'e';
  EXPECT_THAT(verify({line}, trusted_).findings, ElementsAre("1 malformed 1"));
}

TEST_F(VerifierTest, NamesARecordOfAnotherUser) {
  auto lines = rows(3);
  lines[1] = stored(lines[1], "bob");  // re-attributed
  const auto result = verify(lines, trusted_);
  EXPECT_THAT(result.findings, ElementsAre("2 wrong_user 2"));
  EXPECT_EQ(result.passed_on.size(), 2u);
}

TEST_F(VerifierTest, NamesARecordThatIsSignedInAnothersName) {
  const auto lines = signed_rows(signer_, position_, 1, "bob");
  EXPECT_THAT(verify(lines, trusted_).findings, ElementsAre("1 wrong_user 1"));
}

TEST_F(VerifierTest, SkipsTheUserCheckForABareKey) {
  const auto lines = signed_rows(signer_, position_, 1, "bob");
  const auto trusted =
      trust("untrusted comment: x\n" + signer_.public_key().line() + "\n");
  EXPECT_TRUE(verify(lines, trusted).passed);
}

TEST_F(VerifierTest, NamesATimestampThatIsNotTheRecordsOwnTime) {
  auto lines = rows(3);
  lines[1] =
      edited(stored(lines[1]),
             ObjectEdit().set("@timestamp", "\"2026-11-24T07:00:00.000Z\""));
  EXPECT_THAT(verify(lines, trusted_).findings, ElementsAre("2 wrong_time 2"));
}

TEST_F(VerifierTest, NamesRecordsBehindTheEndOfTheirKey) {
  const auto lines = rows(5);
  const auto trusted = trust("ann " + signer_.public_key().line() +
                             " until=" + position_.stream + ":3\n");
  EXPECT_THAT(verify(lines, trusted).findings,
              ElementsAre("4 key_ended 4", "5 key_ended 5"));
}

TEST_F(VerifierTest, CountsEqualRepeatsAndPassesThemOn) {
  auto lines = rows(3);
  lines.insert(lines.begin() + 1, stored(lines[1]));
  const auto result = verify(lines, trusted_);
  EXPECT_TRUE(result.passed);
  EXPECT_EQ(result.counts.repeated, 1u);
  EXPECT_EQ(result.counts.verified, 4u);
  EXPECT_EQ(result.passed_on, lines);
}

TEST_F(VerifierTest, NamesTheForkOfARestoredBackup) {
  auto lines = rows(2);
  auto restored = position_;
  const auto first = rows(2);
  Lines second;
  for (const int n : {70, 71}) {
    second.push_back(sign_text(signer_, row_of("ann", n), restored));
  }
  // Sorted by seq, the branches may stand in either order.
  auto sorted = lines;
  for (const auto& line : {first[0], second[0], first[1], second[1]}) {
    sorted.push_back(line);
  }
  EXPECT_THAT(verify(sorted, trusted_).findings,
              ElementsAre("4 forked 3", "6 forked 4"));
  auto crossed = lines;
  for (const auto& line : {first[0], second[0], second[1], first[1]}) {
    crossed.push_back(line);
  }
  EXPECT_THAT(verify(crossed, trusted_).findings,
              ElementsAre("4 forked 3", "5 broken_chain 4", "6 forked 4"));
}

TEST_F(VerifierTest, NamesMissingRecords) {
  auto lines = rows(9);
  lines.erase(lines.begin() + 6);
  lines.erase(lines.begin() + 2, lines.begin() + 5);
  const auto result = verify(lines, trusted_);
  EXPECT_THAT(result.findings, ElementsAre("0 missing 3-5", "0 missing 7"));
  EXPECT_EQ(result.counts.missing, 4u);
  EXPECT_EQ(result.passed_on, lines);
  EXPECT_FALSE(result.passed);
}

TEST_F(VerifierTest, LetsAStreamBeginLaterUnlessToldOtherwise) {
  auto lines = rows(5);
  lines.erase(lines.begin(), lines.begin() + 2);
  EXPECT_TRUE(verify(lines, trusted_).passed);
  rules_.chain.from_start = true;
  EXPECT_THAT(verify(lines, trusted_, rules_).findings,
              ElementsAre("0 missing 1-2"));
}

TEST_F(VerifierTest, CallsAGapDeclaredThatALossNames) {
  auto lines = rows(6);
  lines.erase(lines.begin() + 2, lines.begin() + 4);
  const auto loss = loss_of("[3,4]", signer_);
  // In any order, before the gap or behind it.
  for (const std::size_t at : {std::size_t{0}, lines.size()}) {
    auto with_loss = lines;
    with_loss.insert(with_loss.begin() + static_cast<std::ptrdiff_t>(at), loss);
    const auto result = verify(with_loss, trusted_);
    EXPECT_THAT(result.findings, ElementsAre("0 declared 3-4"));
    EXPECT_EQ(result.counts.declared, 2u);
    EXPECT_EQ(result.counts.missing, 0u);
    EXPECT_TRUE(result.passed);
  }
}

TEST_F(VerifierTest, CallsTheRestOfAGapMissing) {
  auto lines = rows(6);
  lines.erase(lines.begin() + 1, lines.begin() + 5);
  lines.push_back(loss_of("[4,2,9]", signer_));
  EXPECT_THAT(verify(lines, trusted_).findings,
              ElementsAre("0 missing 3", "0 missing 5", "0 declared 2",
                          "0 declared 4"));
}

TEST_F(VerifierTest, TakesADeclaredRecordThatArrivedAfterAll) {
  auto lines = rows(4);
  lines.push_back(loss_of("[3]", signer_));
  const auto result = verify(lines, trusted_);
  EXPECT_THAT(result.findings, IsEmpty());
  EXPECT_TRUE(result.passed);
}

TEST_F(VerifierTest, BelievesALossOfTheSameUserAlone) {
  auto lines = rows(3);
  lines.erase(lines.begin() + 1);
  const Signer bob{key_of('b')};
  auto position = stream_of('b');
  lines.push_back(sign_text(
      bob,
      R"({"type":"flock_loss","timestamp":1,"hostIdentifier":"bob","stream":")" +
          position_.stream + R"(","seqs":[2]})",
      position));
  const auto keys = "ann " + signer_.public_key().line() + "\n";
  EXPECT_THAT(
      verify(lines, trust(keys + "bob " + bob.public_key().line())).findings,
      ElementsAre("0 missing 2"));
}

TEST_F(VerifierTest, BelievesNoLossThatFails) {
  auto lines = rows(3);
  lines.erase(lines.begin() + 1);
  lines.push_back(
      edited(loss_of("[3]", signer_), ObjectEdit().set("seqs", "[2]")));
  EXPECT_THAT(verify(lines, trusted_).findings,
              ElementsAre("3 bad_signature 1", "0 missing 2"));
}

TEST_F(VerifierTest, BelievesNoLossUnderAnotherName) {
  auto lines = rows(3);
  lines.erase(lines.begin() + 1);
  auto position = stream_of('t');
  lines.push_back(sign_text(
      signer_,
      R"({"type":"flock_loss","timestamp":1,"hostIdentifier":"bob","stream":")" +
          position_.stream + R"(","seqs":[2]})",
      position));
  EXPECT_THAT(verify(lines, trusted_).findings,
              ElementsAre("3 wrong_user 1", "0 missing 2"));
}

TEST_F(VerifierTest, FollowsTheDigestOfAWithdrawnRecord) {
  auto lines = rows(5);
  // As flock-send withdraw does: the same place, and the digest of what stood
  // there, for two records in a row.
  for (const std::size_t i : {1u, 2u}) {
    const ParsedRecord record{lines[i]};
    ChainPosition place{position_.stream, i, record->flock_text("prev")};
    lines[i] = sign_text(
        signer_,
        R"({"type":"flock_loss","timestamp":1795417200000,)"
        R"("hostIdentifier":"ann","count":1,"reason":"withdrawn","digest":")" +
            chain_link(record->flock_text("sig")) + "\"}",
        place);
  }
  const auto result = verify(lines, trusted_);
  EXPECT_THAT(result.findings, IsEmpty());
  EXPECT_EQ(result.counts.withdrawn, 2u);
  EXPECT_EQ(result.passed_on, lines);
}

TEST_F(VerifierTest, NamesTheRecordBehindAFalseDigest) {
  auto lines = rows(3);
  const ParsedRecord record{lines[1]};
  ChainPosition place{position_.stream, 1, record->flock_text("prev")};
  lines[1] = sign_text(signer_,
                       R"({"type":"flock_loss","timestamp":1795417200000,)"
                       R"("hostIdentifier":"ann","digest":")" +
                           chain_link("other") + "\"}",
                       place);
  EXPECT_THAT(verify(lines, trusted_).findings,
              ElementsAre("3 broken_chain 3"));
}

TEST_F(VerifierTest, FollowsANewKeyInTheStreamAndInLaterOnes) {
  const Signer next{key_of('n')};
  auto lines = rows(2);
  lines.push_back(key_record(next, signer_, position_));
  for (auto& line : signed_rows(next, position_, 2)) lines.push_back(line);
  auto later = stream_of('t');
  for (auto& line : signed_rows(next, later, 2)) lines.push_back(line);
  const auto result = verify(lines, trusted_);
  EXPECT_THAT(result.findings, IsEmpty());
  EXPECT_EQ(result.counts.streams, 2u);
}

TEST_F(VerifierTest, NamesTheOldKeyBehindANewOne) {
  const Signer next{key_of('n')};
  auto lines = rows(2);
  lines.push_back(key_record(next, signer_, position_));
  auto stolen = position_;
  for (auto& line : signed_rows(signer_, stolen, 2)) lines.push_back(line);
  for (auto& line : signed_rows(next, position_, 2)) lines.push_back(line);
  EXPECT_THAT(verify(lines, trusted_).findings,
              ElementsAre("4 wrong_key 4", "5 wrong_key 5"));
}

// Whoever has an old key must not explain what he took out.
TEST_F(VerifierTest, BelievesNoLossByAKeyThatTheStreamHasLeft) {
  const Signer second{key_of('n')};
  const Signer third{key_of('m')};
  auto lines = rows(1);
  lines.push_back(sign_text(signer_,
                            R"({"type":"flock_loss","timestamp":1,)"
                            R"("hostIdentifier":"ann","stream":")" +
                                position_.stream + R"(","seqs":[7]})",
                            position_));
  lines.push_back(key_record(second, signer_, position_));
  lines.push_back(signed_rows(second, position_, 1)[0]);
  lines.push_back(key_record(third, second, position_));
  const auto more = signed_rows(third, position_, 4);
  lines.push_back(more[0]);
  lines.push_back(more[3]);
  const auto check = [&](const Signer& signer, std::size_t at) {
    auto all = lines;
    all.insert(all.begin() + static_cast<std::ptrdiff_t>(at),
               loss_of("[8]", signer));
    return verify(all, trusted_).findings;
  };
  const auto end = lines.size();
  // Before the stream as well as behind it: nothing proves when it was made.
  EXPECT_THAT(check(signer_, 0), ElementsAre("0 missing 8", "0 declared 7"));
  EXPECT_THAT(check(signer_, end), ElementsAre("0 missing 8", "0 declared 7"));
  EXPECT_THAT(check(second, end), ElementsAre("0 missing 8", "0 declared 7"));
  EXPECT_THAT(check(third, end), ElementsAre("0 declared 7-8"));
}

TEST_F(VerifierTest, BelievesNoNewKeyThatIsNotAnnouncedInItsPlace) {
  const Signer next{key_of('n')};
  auto lines = rows(3);
  auto fork = stream_of('s');
  fork.seq = 2;
  fork.prev = ParsedRecord { lines[2] } -> flock_text("prev");
  lines.push_back(key_record(next, signer_, fork));
  auto later = stream_of('t');
  lines.push_back(signed_rows(next, later, 1)[0]);
  EXPECT_THAT(verify(lines, trusted_).findings,
              ElementsAre("4 forked 3", "5 unknown_key 1"));
}

TEST_F(VerifierTest, GivesANewKeyTheUserOfTheOld) {
  const Signer next{key_of('n')};
  Lines lines{key_record(next, signer_, position_)};
  lines.push_back(signed_rows(next, position_, 1, "bob")[0]);
  EXPECT_THAT(verify(lines, trusted_).findings, ElementsAre("2 wrong_user 2"));
}

TEST_F(VerifierTest, TakesNobodysKeyByAnnouncingIt) {
  const Signer bob{key_of('b')};
  const auto trusted = trust("ann " + signer_.public_key().line() + "\nbob " +
                             bob.public_key().line());
  Lines lines{key_record(bob, signer_, position_)};
  auto others = stream_of('b');
  const std::string nameless =
      R"({"name":"n","unixTime":1795417200,"columns":{}})";
  lines.push_back(stored(sign_text(bob, nameless, others), "ann"));
  for (auto& line : rows(1)) lines.push_back(line);
  EXPECT_THAT(verify(lines, trusted).findings,
              ElementsAre("1 wrong_user 1", "2 wrong_user 1"));
}

// Files of minisign's say of no two keys that they are one user's.
TEST_F(VerifierTest, KeepsKeysApartThatAreAnyUsers) {
  const Signer bob{key_of('b')};
  const auto bare = [](const Signer& signer) {
    return "untrusted comment: x\n" + signer.public_key().line() + "\n";
  };
  const auto trusted = trust(bare(signer_) + bare(bob));
  auto lines = rows(3);
  lines.erase(lines.begin() + 1);
  lines.push_back(loss_of("[2,4]", bob));
  EXPECT_THAT(verify(lines, trusted).findings, ElementsAre("0 missing 2"));
  // Nor does one go on in the other's stream, behind a gap or without.
  for (const std::uint64_t last : {3, 4}) {
    ChainPosition place{position_.stream, last, position_.prev};
    auto more = lines;
    more.insert(more.end() - 1, signed_rows(bob, place, 1)[0]);
    EXPECT_THAT(
        verify(more, trusted).findings,
        ElementsAre("3 wrong_key " + std::to_string(last + 1), "0 missing 2"));
  }
  rules_.silence = {Milliseconds{1000}, kRowTime};
  lines.erase(lines.begin() + 1, lines.end());
  EXPECT_THAT(verify(lines, trusted, rules_).findings,
              ElementsAre("0 silent 0"));
}

TEST_F(VerifierTest, FollowsAKeyThatIsAnyUsersToTheNext) {
  const Signer next{key_of('n')};
  const auto bare = [](const Signer& signer) {
    return "untrusted comment: x\n" + signer.public_key().line() + "\n";
  };
  auto lines = rows(1);
  lines.push_back(key_record(next, signer_, position_));
  for (auto& line : signed_rows(next, position_, 2)) lines.push_back(line);
  rules_.chain.from_start = true;
  rules_.silence = {Milliseconds{1000}, kRowTime};
  EXPECT_THAT(verify(lines, trust(bare(signer_)), rules_).findings, IsEmpty());
  // Both keys listed.
  const auto both = verify(lines, trust(bare(signer_) + bare(next)), rules_);
  EXPECT_THAT(both.findings, IsEmpty());
  EXPECT_EQ(both.counts.streams, 1u);
}

// How a stolen key is ended: at the record that announces the next one.
TEST_F(VerifierTest, FollowsANewKeyAtTheEndOfTheOld) {
  const Signer next{key_of('n')};
  auto lines = rows(2);
  lines.push_back(key_record(next, signer_, position_));
  auto stolen = position_;
  const auto forged = signed_rows(signer_, stolen, 2);
  auto elsewhere = stream_of('e');
  const auto forged_elsewhere = signed_rows(signer_, elsewhere, 1);
  lines.insert(lines.end(), forged.begin(), forged.end());
  for (auto& line : signed_rows(next, position_, 2)) lines.push_back(line);
  lines.push_back(forged_elsewhere[0]);
  const auto trusted = trust("ann " + signer_.public_key().line() +
                             " until=" + position_.stream + ":3\n");
  EXPECT_THAT(verify(lines, trusted).findings,
              ElementsAre("4 key_ended 4", "5 key_ended 5", "8 key_ended 1"));
}

TEST_F(VerifierTest, NamesAKeyOfTheUserThatWasNotAnnounced) {
  const Signer other{key_of('n')};
  auto lines = rows(2);
  for (auto& line : signed_rows(other, position_, 2)) lines.push_back(line);
  const auto trusted = trust("ann " + signer_.public_key().line() + "\nann " +
                             other.public_key().line());
  EXPECT_THAT(verify(lines, trusted).findings,
              ElementsAre("3 wrong_key 3", "4 wrong_key 4"));
}

TEST_F(VerifierTest, KeepsStreamsApartThatInterleave) {
  auto other = stream_of('o');
  const auto first = rows(3);
  const auto second = signed_rows(signer_, other, 3);
  Lines lines;
  for (std::size_t i = 0; i < 3; ++i) {
    lines.push_back(first[i]);
    lines.push_back(second[i]);
  }
  EXPECT_THAT(verify(lines, trusted_).findings, IsEmpty());
  EXPECT_EQ(verify(lines, trusted_).counts.streams, 2u);
}

// Nobody can spoil another's stream by using its id.
TEST_F(VerifierTest, KeepsUsersApartThatUseOneStreamId) {
  const Signer bob{key_of('b')};
  auto same = stream_of('s');
  auto lines = signed_rows(bob, same, 2, "bob");
  for (auto& line : rows(3)) lines.push_back(line);
  const auto trusted = trust("ann " + signer_.public_key().line() + "\nbob " +
                             bob.public_key().line());
  EXPECT_THAT(verify(lines, trusted).findings, IsEmpty());
}

TEST_F(VerifierTest, ShowsAMissingEndAgainstTheHead) {
  auto lines = rows(5);
  rules_.head = head();
  EXPECT_TRUE(verify(lines, trusted_, rules_).passed);
  lines.pop_back();
  lines.pop_back();
  EXPECT_THAT(verify(lines, trusted_, rules_).findings,
              ElementsAre("0 missing 4-5"));
  EXPECT_THAT(verify({}, trusted_, rules_).findings,
              ElementsAre("0 missing 1-5"));
  EXPECT_THAT(
      verify({loss_of("[1,2,3,4,5]", signer_)}, trusted_, rules_).findings,
      ElementsAre("0 missing 1-5"));
  lines.push_back(loss_of("[4,5]", signer_));
  EXPECT_TRUE(verify(lines, trusted_, rules_).passed);
}

// Bob is trusted for himself, and nothing of Ann's is there.
TEST_F(VerifierTest, TakesNobodyElsesWordForTheHead) {
  const Signer bob{key_of('b')};
  const auto both = trust("ann " + signer_.public_key().line() + "\nbob " +
                          bob.public_key().line());
  const auto all = rows(5);
  rules_.head = head();
  const auto bobs = [&](const std::string& members, ChainPosition position) {
    return sign_text(bob,
                     R"({"type":"flock_loss","timestamp":1795417200000,)"
                     R"("hostIdentifier":"bob",)" +
                         members + "}",
                     position);
  };
  const auto loss =
      bobs(R"("stream":")" + position_.stream + R"(","seqs":[1,2,3,4,5])",
           stream_of('b'));
  EXPECT_THAT(verify({loss}, both, rules_).findings,
              ElementsAre("0 missing 1-5"));
  // In Ann's stream: in the place of the head, or before it.
  const auto digest = R"("digest":")" + position_.prev + "\"";
  const auto stand_in = bobs(digest, {position_.stream, 4, position_.prev});
  EXPECT_THAT(verify({stand_in}, both, rules_).findings,
              ElementsAre("1 forked 5"));
  const auto before = bobs(digest, {position_.stream, 0, ""});
  EXPECT_THAT(verify({before, loss}, both, rules_).findings,
              ElementsAre("0 missing 5", "0 declared 2-4"));
  // Beside Ann's own it does her no harm.
  auto lines = all;
  lines.push_back(before);
  EXPECT_THAT(verify(lines, both, rules_).findings, IsEmpty());
}

TEST_F(VerifierTest, TakesALossForTheHeadWhereNobodyElseIsTrusted) {
  auto lines = rows(2);
  auto place = position_;
  rows(1);
  rules_.head = head();
  lines.push_back(sign_text(signer_,
                            R"({"type":"flock_loss","timestamp":1795417200000,)"
                            R"("hostIdentifier":"ann","digest":")" +
                                position_.prev + "\"}",
                            place));
  EXPECT_TRUE(verify(lines, trusted_, rules_).passed);
}

TEST_F(VerifierTest, TakesWhatCameAfterTheHeadWasRead) {
  auto lines = rows(3);
  rules_.head = head();
  for (auto& line : rows(2)) lines.push_back(line);
  EXPECT_TRUE(verify(lines, trusted_, rules_).passed);
}

TEST_F(VerifierTest, NamesAHeadThatIsOfAnotherBranch) {
  const auto lines = rows(3);
  rules_.head = head();
  rules_.head->next = Digest{};
  EXPECT_THAT(verify(lines, trusted_, rules_).findings,
              ElementsAre("3 forked 3"));
}

TEST_F(VerifierTest, NamesUsersWhoAreSilent) {
  const auto keys = "ann " + signer_.public_key().line() + "\nbob " +
                    key_of('b').public_key().line() + "\n";
  rules_.silence = {Milliseconds{1000}, kRowTime};
  const auto lines = rows(1);
  EXPECT_THAT(verify(lines, trust(keys), rules_).findings,
              ElementsAre("0 silent 0"));
  rules_.silence->now = kRowTime + Milliseconds{1000};
  EXPECT_TRUE(verify(lines, trusted_, rules_).passed);
  rules_.silence->now = kRowTime + Milliseconds{1001};
  EXPECT_FALSE(verify(lines, trusted_, rules_).passed);
}

TEST_F(VerifierTest, BelievesNoRecordOfTheFutureAgainstSilence) {
  const auto lines = rows(1);
  const auto day = std::chrono::days{1};
  rules_.silence = {Milliseconds{1000}, kRowTime - day};
  EXPECT_TRUE(verify(lines, trusted_, rules_).passed);
  rules_.silence->now -= Milliseconds{1};
  EXPECT_THAT(verify(lines, trusted_, rules_).findings,
              ElementsAre("0 silent 0"));
}

TEST_F(VerifierTest, BelievesNoFailedRecordAgainstSilence) {
  rules_.silence = {Milliseconds{1000}, kRowTime};
  const auto lines = signed_rows(signer_, position_, 1, "bob");
  EXPECT_THAT(verify(lines, trusted_, rules_).findings,
              ElementsAre("1 wrong_user 1", "0 silent 0"));
}

TEST_F(VerifierTest, ChecksSignaturesAloneWhereGapsAreAllowed) {
  const auto all = rows(9);
  rules_.chain.allow_gaps = true;
  const Lines lines{all[6], all[2], all[8], all[3]};
  EXPECT_TRUE(verify(lines, trusted_, rules_).passed);
  auto altered = lines;
  altered[1] = edited(lines[1], ObjectEdit().set("action", "1"));
  EXPECT_THAT(verify(altered, trusted_, rules_).findings,
              ElementsAre("2 bad_signature 3"));
}

}  // namespace
}  // namespace flk
