// SPDX-License-Identifier: GPL-3.0-or-later
// What can be done to an export without the key, and that each of it is found.

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>

#include <flock/signature/verifier.hpp>

#include "support/proved_parts.hpp"
#include "support/verification.hpp"

namespace flk {
namespace {

using testing::ElementsAre;

std::string number(std::size_t n) { return std::to_string(n); }

class TamperTest : public testing::Test {
 protected:
  TamperTest() {
    Lines signed_lines = signed_rows(signer_, position_, 2);
    // Numbers and strings that have more than one spelling.
    signed_lines.push_back(sign_text(
        signer_,
        R"({"z":1,"name":"odd","unixTime":1795417201,"hostIdentifier":"ann",)"
        R"("columns":{"caf\u00e9":"\ud83d\ude00 \u2028","a":9007199254740993,)"
        R"("b":-0.0,"c":1.50e1,"d":1e21,"f":123456789012345680000.0,"g":null,)"
        R"("h":[true,false],"tab":"\t\u0007\/"},"action":"removed"})",
        position_));
    for (auto& line : signed_rows(signer_, position_, 2)) {
      signed_lines.push_back(line);
    }
    for (const auto& line : signed_lines) export_.push_back(stored(line));
    rules_.head = StreamHead{*parse_stream_id(position_.stream), position_.seq,
                             *parse_digest(position_.prev)};
    rules_.chain.from_start = true;
  }

  Verification check(const Lines& lines) const {
    return verify(lines, trusted_, rules_);
  }

  Signer signer_{key_of('k')};
  ChainPosition position_ = stream_of('s');
  TrustedKeys trusted_ = trust("ann", signer_);
  VerifyRules rules_;
  Lines export_;
};

TEST_F(TamperTest, TheExportItselfVerifies) {
  const auto result = check(export_);
  EXPECT_THAT(result.findings, testing::IsEmpty());
  EXPECT_TRUE(result.passed);
}

// The exceptions are what flock-sign(1) lists: user_name, event.ingested,
// flock.id, flock.index, and spellings that canonicalise alike. For each flip
// that passes, what is proved must be the very same.
TEST_F(TamperTest, EveryFlippedBitIsFoundOrProvablyChangesNothing) {
  export_.resize(3);  // as many as are flipped, and one
  rules_.head.reset();
  std::size_t passed = 0;
  std::size_t free = 0;
  for (const std::size_t i : {1u, 2u}) {
    const auto proved = proved_parts(export_[i]);
    free += free_bits(export_[i]);
    for (std::size_t bit = 0; bit < 8 * export_[i].size(); ++bit) {
      auto lines = export_;
      lines[i][bit / 8] ^= static_cast<char>(1 << bit % 8);
      const auto result = check(lines);
      if (!result.passed || !result.findings.empty()) {
        EXPECT_LT(result.passed_on.size(), lines.size());
        continue;
      }
      ++passed;
      EXPECT_EQ(proved_parts(lines[i]), proved)
          << "bit " << bit % 8 << " of byte " << bit / 8 << ": " << lines[i];
    }
  }
  // Were nothing left over, the test would not look where it should; beside the
  // values that are not proved there are a few spellings, as of \u00e9.
  constexpr std::size_t kSpellings = 24;
  EXPECT_GT(passed, 100u);
  EXPECT_LE(passed, free + kSpellings);
}

TEST_F(TamperTest, AFlipInAValueThatIsNotProvedPasses) {
  for (const auto* member : {"user_name", "event.ingested"}) {
    auto lines = export_;
    lines[1] = edited(lines[1], ObjectEdit().set(member, "\"2030\""));
    EXPECT_TRUE(check(lines).passed) << member;
  }
  for (const auto* member : {"id", "index", "error"}) {
    auto lines = export_;
    const ParsedRecord record{lines[1]};
    lines[1] = edited_flock(record->object(), ObjectEdit().set(member, "\"\""));
    EXPECT_TRUE(check(lines).passed) << member;
  }
}

TEST_F(TamperTest, EveryMemberThatIsTakenOffIsFound) {
  for (std::size_t i = 0; i < export_.size(); ++i) {
    for (const auto member : {kUsernameMember, kTimestampMember}) {
      auto lines = export_;
      lines[i] = edited(lines[i], ObjectEdit().remove(member));
      const auto* kind =
          member == kUsernameMember ? " wrong_user " : " wrong_time ";
      EXPECT_THAT(check(lines).findings,
                  ElementsAre(number(i + 1) + kind + number(i + 1)));
    }
  }
}

TEST_F(TamperTest, EveryDroppedRecordIsFound) {
  for (std::size_t i = 0; i < export_.size(); ++i) {
    auto lines = export_;
    lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(i));
    EXPECT_THAT(check(lines).findings,
                ElementsAre("0 missing " + number(i + 1)));
  }
}

TEST_F(TamperTest, EveryCutOffEndIsFound) {
  for (std::size_t size = 0; size + 1 < export_.size(); ++size) {
    const Lines lines(export_.begin(),
                      export_.begin() + static_cast<std::ptrdiff_t>(size));
    EXPECT_THAT(check(lines).findings,
                ElementsAre("0 missing " + number(size + 1) + "-5"));
  }
}

TEST_F(TamperTest, EveryDoubledRecordIsCounted) {
  for (std::size_t i = 0; i < export_.size(); ++i) {
    auto lines = export_;
    lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(i), lines[i]);
    const auto result = check(lines);
    EXPECT_TRUE(result.passed);
    EXPECT_EQ(result.counts.repeated, 1u);
  }
}

TEST_F(TamperTest, EveryRecordThatIsCopiedElsewhereIsFound) {
  for (std::size_t i = 0; i < export_.size(); ++i) {
    for (std::size_t to = i + 2; to <= export_.size(); ++to) {
      auto lines = export_;
      lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(to), lines[i]);
      EXPECT_THAT(
          check(lines).findings,
          ElementsAre(number(to + 1) + " out_of_order " + number(i + 1)));
    }
  }
}

TEST_F(TamperTest, EverySwapIsFound) {
  for (std::size_t i = 0; i < export_.size(); ++i) {
    for (std::size_t j = i + 1; j < export_.size(); ++j) {
      auto lines = export_;
      std::swap(lines[i], lines[j]);
      const auto result = check(lines);
      EXPECT_FALSE(result.passed);
      EXPECT_THAT(
          result.findings,
          testing::Contains(number(j + 1) + " out_of_order " + number(i + 1)));
      // All of them are there.
      EXPECT_EQ(result.counts.missing, 0u);
    }
  }
}

TEST_F(TamperTest, EveryAlteredRecordIsTheOnlyOneNamed) {
  for (std::size_t i = 1; i < export_.size(); ++i) {
    auto lines = export_;
    lines[i] = edited(lines[i], ObjectEdit().set("unixTime", "1795417299"));
    const auto result = check(lines);
    EXPECT_THAT(result.findings,
                ElementsAre(number(i + 1) + " bad_signature " + number(i + 1)));
    EXPECT_EQ(result.passed_on.size(), lines.size() - 1);
  }
}

TEST_F(TamperTest, TwoExportsOfOneStreamJoinedAreFound) {
  Lines lines(export_.begin(), export_.begin() + 4);
  lines.insert(lines.end(), export_.begin() + 2, export_.end());
  EXPECT_THAT(check(lines).findings,
              ElementsAre("5 out_of_order 3"));  // then 4 again, and 5
}

TEST_F(TamperTest, AnotherUsersRecordIsFound) {
  const Signer bob{key_of('b')};
  auto position = stream_of('b');
  const auto line = signed_rows(bob, position, 1, "bob")[0];
  auto lines = export_;
  lines.insert(lines.begin() + 2, stored(line, "bob"));
  EXPECT_THAT(check(lines).findings, ElementsAre("3 unknown_key 1"));
  // Trusted for Bob, it still is not Ann's.
  lines[2] = stored(line, "ann");
  const auto both = trust("ann " + signer_.public_key().line() + "\nbob " +
                          bob.public_key().line());
  EXPECT_THAT(verify(lines, both, rules_).findings,
              ElementsAre("3 wrong_user 1"));
}

TEST_F(TamperTest, EveryReattributedRecordIsFound) {
  for (std::size_t i = 0; i < export_.size(); ++i) {
    auto lines = export_;
    lines[i] = edited(lines[i], ObjectEdit().set("username", "\"bob\""));
    EXPECT_THAT(check(lines).findings,
                ElementsAre(number(i + 1) + " wrong_user " + number(i + 1)));
  }
}

TEST_F(TamperTest, AnInsertedRecordIsFoundWhateverItSays) {
  for (std::size_t i = 0; i <= export_.size(); ++i) {
    auto lines = export_;
    lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(i),
                 edited(export_[1], ObjectEdit().set("action", "\"added2\"")));
    EXPECT_THAT(check(lines).findings,
                ElementsAre(number(i + 1) + " bad_signature 2"));
  }
}

TEST_F(TamperTest, ASignatureOfAnotherRecordIsFound) {
  for (std::size_t i = 0; i < export_.size(); ++i) {
    for (std::size_t j = 0; j < export_.size(); ++j) {
      if (i == j) continue;
      auto lines = export_;
      const ParsedRecord from{export_[j]};
      const ParsedRecord to{export_[i]};
      lines[i] = edited_flock(
          to->object(),
          ObjectEdit().set("sig", json_string(from->flock_text("sig"))));
      EXPECT_THAT(
          check(lines).findings,
          testing::Contains(number(i + 1) + " bad_signature " + number(i + 1)));
    }
  }
}

}  // namespace
}  // namespace flk
