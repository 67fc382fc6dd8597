// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/ledger/outbox.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include <flock/base/file.hpp>
#include <flock/ledger/segments.hpp>

#include "support/ledger_fixture.hpp"

namespace flk {
namespace {

class OutboxTest : public LedgerFixture {
 protected:
  std::string dead_letters() const { return dir / "dead-letter.jsonl"; }
};

TEST_F(OutboxTest, GivesOutBatchesUntilAllHaveLeft) {
  append_signed({row(1), row(2), row(3)});
  auto outbox = Outbox::try_open(ledger);
  ASSERT_TRUE(outbox);
  const auto batch = outbox->next({2, 1 << 20, {}});
  ASSERT_TRUE(batch);
  EXPECT_EQ(batch->first, 1u);
  EXPECT_EQ(batch->lines.size(), 2u);
  outbox->attempt(*batch);
  EXPECT_EQ(ledger.state().attempted, 2u);
  EXPECT_EQ(outbox->next({2, 1 << 20, {}})->first, 1u) << "not answered yet";
  outbox->acknowledge(*batch, {}, dead_letters());
  const auto rest = outbox->next({2, 1 << 20, {}});
  ASSERT_TRUE(rest);
  EXPECT_EQ(rest->first, 3u);
  outbox->attempt(*rest);
  outbox->acknowledge(*rest, {}, dead_letters());
  EXPECT_FALSE(outbox->next({2, 1 << 20, {}}));
  EXPECT_EQ(outbox_bytes(ledger, ledger.state()), 0u);
}

TEST_F(OutboxTest, BoundsTheBytesOfABatchButSendsALongRecordAlone) {
  append_signed({row(1), row(2), row(3, "os_version", std::string(5000, 'x'))});
  auto outbox = Outbox::try_open(ledger);
  auto batch = outbox->next({200, 700, {}});
  EXPECT_EQ(batch->last(), 1u);
  outbox->attempt(*batch);
  outbox->acknowledge(*batch, {}, dead_letters());
  batch = outbox->next({200, 700, {}});
  EXPECT_EQ(batch->last(), 2u);
  outbox->attempt(*batch);
  outbox->acknowledge(*batch, {}, dead_letters());
  batch = outbox->next({200, 700, {}});
  EXPECT_EQ(batch->lines.size(), 1u);
  EXPECT_GT(batch->lines[0].size(), 5000u);
}

TEST_F(OutboxTest, TakesAnAttemptBackThatSentNothing) {
  append_signed({row(1), row(2), row(3)});
  auto outbox = Outbox::try_open(ledger);
  const auto one = *outbox->next({1, 1 << 20, {}});
  EXPECT_EQ(outbox->attempt(one), 0u);
  const auto all = *outbox->next({3, 1 << 20, {}});
  const auto mark = outbox->attempt(all);
  EXPECT_EQ(ledger.state().attempted, 3u);
  outbox->take_back_attempt(mark);
  EXPECT_EQ(ledger.state().attempted, 1u) << "that one may have left";
}

TEST_F(OutboxTest, LetsOneDeliverAtATime) {
  auto outbox = Outbox::try_open(ledger);
  EXPECT_TRUE(outbox);
  EXPECT_FALSE(Outbox::try_open(ledger));
  outbox.reset();
  EXPECT_TRUE(Outbox::try_open(ledger));
}

TEST_F(OutboxTest, HoldsBackWhatMustRest) {
  append_signed({row(1)});
  clock.advance(std::chrono::hours{2});
  append_signed({row(2)});
  const auto outbox = Outbox::try_open(ledger);
  const auto an_hour_ago = clock.now() - std::chrono::hours{1};
  const auto batch = outbox->next({200, 1 << 20, an_hour_ago});
  ASSERT_TRUE(batch);
  EXPECT_EQ(batch->last(), 1u);
  EXPECT_FALSE(
      outbox->next({200, 1 << 20, clock.now() - std::chrono::hours{3}}));
}

TEST_F(OutboxTest, KeepsWhatWasRefusedWithTheReason) {
  append_signed({row(1), row(2)});
  auto outbox = Outbox::try_open(ledger);
  const auto batch = outbox->next({200, 1 << 20, {}});
  outbox->attempt(*batch);
  const std::vector<DeadLetter> refused{{2, batch->lines[1], "no such user"}};
  outbox->acknowledge(*batch, refused, dead_letters());
  EXPECT_EQ(ledger.state().acknowledged, 2u);
  const auto letters = contents(dead_letters());
  const ParsedRecord letter{letters.substr(0, letters.size() - 1)};
  EXPECT_EQ(without_error(*letter), batch->lines[1]);
  const auto origin = dead_letter_origin(*letter);
  ASSERT_TRUE(origin);
  EXPECT_EQ(origin->ledger, ledger.id());
  EXPECT_EQ(origin->n, 2u);
  EXPECT_EQ(letter->find_flock("error")->find("reason")->decoded(),
            "no such user");
}

TEST_F(OutboxTest, AddsNoDeadLetterTwice) {
  append_signed({row(1)});
  auto outbox = Outbox::try_open(ledger);
  const auto batch = outbox->next({200, 1 << 20, {}});
  const std::vector<DeadLetter> refused{{1, batch->lines[0], "no"}};
  add_dead_letters(dead_letters(), ledger.id(), refused);
  const auto once = contents(dead_letters());
  outbox->acknowledge(*batch, refused, dead_letters());
  EXPECT_EQ(contents(dead_letters()), once);
}

TEST_F(OutboxTest, KeepsADeadLetterOfAnotherRecordUnderTheNumber) {
  append_signed({row(1)});
  const auto line = Outbox::try_open(ledger)->next({1, 1 << 20, {}})->lines[0];
  add_dead_letters(dead_letters(), ledger.id(), {{1, line, "no"}});
  const auto other = row(1, "os_version", "after a restored backup");
  add_dead_letters(dead_letters(), ledger.id(), {{1, other, "no"}});
  add_dead_letters(dead_letters(), ledger.id(), {{1, line, "again"}});
  EXPECT_EQ(count_dead_letters(dead_letters(), ledger.id()), 2u);
  EXPECT_EQ(count_dead_letters(dead_letters(), "other"), 0u);
  EXPECT_THAT(contents(dead_letters()), testing::HasSubstr("restored backup"));
}

TEST_F(OutboxTest, DeclaresLossesByStreamOnce) {
  append_signed({row(1), row(2), row(3)});
  append(R"({"name":"unsigned"})");
  auto outbox = Outbox::try_open(ledger);
  const auto batch = outbox->next({200, 1 << 20, {}});
  outbox->acknowledge(*batch,
                      {{1, batch->lines[0], "a"},
                       {3, batch->lines[2], "b"},
                       {4, batch->lines[3], "c"}},
                      dead_letters());
  const auto losses = undeclared_losses(dead_letters(), ledger.id(), {}, 0);
  ASSERT_EQ(losses.size(), 2u);
  EXPECT_EQ(losses[0].stream, ledger.stream());
  EXPECT_THAT(losses[0].seqs, testing::ElementsAre(1, 3));
  EXPECT_EQ(losses[0].last_n, 3u);
  EXPECT_EQ(losses[1].stream, "");
  EXPECT_EQ(losses[1].count, 1u);
  EXPECT_EQ(undeclared_losses(dead_letters(), ledger.id(), {}, 3).size(), 1u);
  EXPECT_EQ(undeclared_losses(dead_letters(), ledger.id(), {}, 4).size(), 0u);
  EXPECT_EQ(undeclared_losses(dead_letters(), "other", {}, 0).size(), 0u);
}

TEST_F(OutboxTest, CountsAndDeclaresWhatWasRefusedWithoutTheFile) {
  append_signed({row(1), row(2), row(3), row(4)});
  append(R"({"name":"unsigned"})");
  const auto refuse = [&] {
    auto outbox = Outbox::try_open(ledger);
    const auto batch = outbox->next({200, 1 << 20, {}});
    outbox->attempt(*batch);
    outbox->acknowledge(*batch,
                        {{1, batch->lines[0], "a"},
                         {3, batch->lines[2], "b"},
                         {4, batch->lines[3], "b"},
                         {5, batch->lines[4], "c"}},
                        dead_letters());
  };
  refuse();
  remove_file(dead_letters());
  const auto state = ledger.state();
  EXPECT_EQ(state.refused, 4u);
  EXPECT_EQ(state.undeclared,
            (std::vector<RefusedRun>{{1, 1, ledger.stream(), 1},
                                     {3, 4, ledger.stream(), 3},
                                     {5, 5, "", 0}}));
  const auto losses =
      undeclared_losses(dead_letters(), ledger.id(), state.undeclared, 0);
  ASSERT_EQ(losses.size(), 2u);
  EXPECT_THAT(losses[0].seqs, testing::ElementsAre(1, 3, 4));
  EXPECT_EQ(losses[0].last_n, 4u);
  EXPECT_EQ(losses[1].last_n, 5u);
  // Once the ledger has the flock_loss it is dropped, and still counted.
  const Cursor declared{ledger.id(), "dead-letter", 4};
  append(R"({"type":"flock_loss","flock":{"policy":"p","cursor":")" +
         declared.text() + "\"}}");
  EXPECT_EQ(ledger.state().undeclared,
            (std::vector<RefusedRun>{{5, 5, "", 0}}));
  EXPECT_EQ(ledger.state().refused, 4u);
}

TEST_F(OutboxTest, NamesEachRefusedRecordOnceThoughTheFileHasItToo) {
  append_signed({row(1), row(2)});
  auto outbox = Outbox::try_open(ledger);
  const auto batch = outbox->next({200, 1 << 20, {}});
  outbox->attempt(*batch);
  outbox->acknowledge(*batch, {{2, batch->lines[1], "a"}}, dead_letters());
  const auto losses = undeclared_losses(dead_letters(), ledger.id(),
                                        ledger.state().undeclared, 0);
  ASSERT_EQ(losses.size(), 1u);
  EXPECT_EQ(losses[0].count, 1u);
}

TEST_F(OutboxTest, RemovesTheLastSegmentTooOnceItIsOld) {
  append_signed({row(1)});
  const Segments segments{ledger.directory()};
  const std::chrono::hours week{24 * 7};
  // The fixture's records are of the clock's first day.
  const auto later = clock.now() + std::chrono::hours{24 * 30};
  prune_sent(ledger, week, 64 << 20, later);
  EXPECT_EQ(segments.list().size(), 1u) << "it has not left";
  {
    auto outbox = Outbox::try_open(ledger);
    const auto batch = outbox->next({200, 1 << 20, {}});
    outbox->attempt(*batch);
    outbox->acknowledge(*batch, {}, dead_letters());
  }
  prune_sent(ledger, week, 64 << 20, clock.now());
  EXPECT_EQ(segments.list().size(), 1u) << "it is not old";
  prune_sent(ledger, week, 64 << 20, system_clock().now() + week + week);
  ASSERT_EQ(segments.list().size(), 1u);
  EXPECT_EQ(segments.list()[0].bytes, 0u);
  EXPECT_EQ(ledger.state().records, 1u);
  prune_sent(ledger, week, 64 << 20, system_clock().now() + week + week);
  EXPECT_EQ(segments.list().size(), 1u);
  append_signed({row(2)});
  EXPECT_EQ(Outbox::try_open(ledger)->next({200, 1 << 20, {}})->first, 2u);
}

TEST_F(OutboxTest, RemovesOldSegmentsThatHaveLeft) {
  const std::string value(100000, 'x');
  std::vector<std::string> lines;
  for (std::uint64_t i = 1; i <= 50; ++i) {
    lines.push_back(row(i, "os_version", value));
  }
  append_signed(lines);
  const Segments segments{ledger.directory()};
  const auto count = segments.list().size();
  ASSERT_GE(count, 4u);
  const std::chrono::hours year{24 * 365};
  prune_sent(ledger, year, 0, clock.now());
  EXPECT_EQ(segments.list().size(), count) << "nothing has left";
  {
    auto outbox = Outbox::try_open(ledger);
    while (const auto batch = outbox->next({200, 1 << 20, {}})) {
      outbox->attempt(*batch);
      outbox->acknowledge(*batch, {}, dead_letters());
    }
  }
  prune_sent(ledger, year, 64 << 20, clock.now());
  EXPECT_EQ(segments.list().size(), count) << "neither old nor large";
  prune_sent(ledger, year, 1200000, clock.now());
  EXPECT_EQ(segments.list().size(), 2u);
  prune_sent(ledger, std::chrono::hours{1}, 64 << 20,
             system_clock().now() + std::chrono::hours{2});
  EXPECT_EQ(segments.list().size(), 1u);
  EXPECT_EQ(ledger.state().records, 50u);
  append_signed({row(51)});
  EXPECT_EQ(ledger.state().records, 51u);
}

}  // namespace
}  // namespace flk
