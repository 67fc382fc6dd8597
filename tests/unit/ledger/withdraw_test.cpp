// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/ledger/withdraw.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include <flock/base/error.hpp>
#include <flock/ledger/outbox.hpp>
#include <flock/ledger/segments.hpp>
#include <flock/ledger/tail.hpp>

#include "support/ledger_fixture.hpp"

namespace flk {
namespace {

class WithdrawTest : public LedgerFixture {
 protected:
  std::vector<std::string> lines() const {
    std::vector<std::string> all;
    Segments{ledger.directory()}.read(
        1, [&](std::uint64_t, std::string_view line) {
          all.emplace_back(line);
          return true;
        });
    return all;
  }
};

TEST_F(WithdrawTest, PutsASignedLossInThePlace) {
  append_signed({row(1), row(2, "crontab", "secret"), row(3)});
  const auto before = lines();
  const auto state = ledger.state();
  const auto result =
      withdraw(ledger, &signer, clock,
               [](std::uint64_t n, const Record&) { return n == 2; });
  EXPECT_EQ(result.withdrawn, 1u);
  EXPECT_EQ(result.attempted, 0u);
  const auto after = lines();
  ASSERT_EQ(after.size(), 3u);
  EXPECT_EQ(after[0], before[0]);
  EXPECT_EQ(after[2], before[2]);
  EXPECT_THAT(after[1], testing::Not(testing::HasSubstr("secret")));
  EXPECT_THAT(after[1], testing::Not(testing::HasSubstr("crontab")));
  const ParsedRecord loss{after[1]};
  const ParsedRecord was{before[1]};
  const ParsedRecord next{before[2]};
  EXPECT_EQ(loss->text("type"), "flock_loss");
  EXPECT_EQ(loss->text("reason"), "withdrawn");
  EXPECT_EQ(loss->flock_text("stream"), ledger.stream());
  EXPECT_EQ(loss->find_flock("seq")->integer(), 2);
  EXPECT_EQ(loss->flock_text("prev"), was->flock_text("prev"));
  EXPECT_EQ(loss->flock_text("cursor"), was->flock_text("cursor"));
  EXPECT_EQ(loss->text("digest"), next->flock_text("prev"));
  EXPECT_EQ(link_after(*loss), next->flock_text("prev"));
  EXPECT_EQ(ledger.state().chain.prev, state.chain.prev);
}

TEST_F(WithdrawTest, GoesOnBehindAWithdrawnLastRecord) {
  append_signed({row(1)});
  withdraw(ledger, &signer, clock, [](auto, const Record&) { return true; });
  append_signed({row(2)});
  const auto all = lines();
  const ParsedRecord loss{all[0]};
  const ParsedRecord next{all[1]};
  EXPECT_EQ(next->flock_text("prev"), loss->text("digest"));
  EXPECT_EQ(append(row(1)), AppendOutcome::already_there);
}

TEST_F(WithdrawTest, TellsWhatHasLeftAndWhatMayHave) {
  append_signed({row(1), row(2), row(3)});
  {
    auto outbox = Outbox::try_open(ledger);
    const auto batch = *outbox->next({1, 1 << 20, {}});
    outbox->attempt(batch);
    outbox->acknowledge(batch, {}, dir / "dead-letter.jsonl");
    outbox->attempt(*outbox->next({1, 1 << 20, {}}));
  }
  const auto result = withdraw(ledger, &signer, clock,
                               [](auto, const Record&) { return true; });
  EXPECT_EQ(result.withdrawn, 2u);
  EXPECT_EQ(result.attempted, 1u);
  EXPECT_EQ(result.delivered, 1u);
  EXPECT_THAT(lines()[0], testing::HasSubstr("os_version"));
  EXPECT_THAT(lines()[1], testing::Not(testing::HasSubstr("os_version")));
}

TEST_F(WithdrawTest, KnowsBeforehandWhetherItMustSign) {
  const auto all = [](auto, const Record&) { return true; };
  EXPECT_FALSE(needs_signer(ledger, all));
  append(R"({"name":"x","columns":{"v":"unsigned"}})");
  EXPECT_FALSE(needs_signer(ledger, all));
  append_signed({row(1)});
  EXPECT_TRUE(needs_signer(ledger, all));
  EXPECT_FALSE(needs_signer(ledger, [](auto, const Record&) { return false; }));
}

TEST_F(WithdrawTest, LeavesKeysAndLossesAlone) {
  append_signed({R"({"type":"flock_key","public_key":"x"})", row(1)});
  const auto all = [](auto, const Record&) { return true; };
  EXPECT_EQ(withdraw(ledger, &signer, clock, all).withdrawn, 1u);
  EXPECT_EQ(withdraw(ledger, &signer, clock, all).withdrawn, 0u);
  EXPECT_THAT(lines()[0], testing::HasSubstr("flock_key"));
}

TEST_F(WithdrawTest, NeedsTheKeyForSignedRecordsOnly) {
  append(R"({"name":"x","columns":{"v":"secret"}})");
  const auto all = [](auto, const Record&) { return true; };
  EXPECT_EQ(withdraw(ledger, nullptr, clock, all).withdrawn, 1u);
  EXPECT_THAT(lines()[0], testing::Not(testing::HasSubstr("secret")));
  append_signed({row(1)});
  EXPECT_THROW(withdraw(ledger, nullptr, clock, all), Error);
  EXPECT_THAT(lines()[1], testing::HasSubstr("os_version"));
}

}  // namespace
}  // namespace flk
