// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/send/deliver.hpp>

#include <deque>
#include <functional>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "support/ledger_fixture.hpp"

namespace flk {
namespace {

// Keeps what it is sent, and answers as it is told to.
class FakeDestination : public Destination {
 public:
  SubmitResult submit(const IdempotencyKey& key,
                      const std::vector<std::string>& lines,
                      Milliseconds patience) override {
    sizes.push_back(lines.size());
    patiences.push_back(patience);
    if (when_asked) when_asked();
    SubmitResult answer{SubmitOutcome::answered, {}, {}, {}};
    if (!answers.empty()) {
      answer = answers.front();
      answers.pop_front();
    }
    if (poison && lines.size() > 1) {
      for (const auto& line : lines) {
        if (line.find(*poison) != std::string::npos) {
          return {SubmitOutcome::whole_refused, {}, "poison", {}};
        }
      }
    } else if (lines.empty() && !takes_empty) {
      return {SubmitOutcome::whole_refused, {}, "nothing in it", {}};
    } else if (poison && !lines.empty() &&
               lines[0].find(*poison) != std::string::npos) {
      return {SubmitOutcome::whole_refused, {}, "poison", {}};
    }
    if (answer.outcome == SubmitOutcome::answered || stores_without_answer) {
      for (std::size_t i = 0; i < lines.size(); ++i) {
        stored[key.first + i] = lines[i];
      }
    }
    return answer;
  }

  std::function<void()> when_asked;  // at each request
  std::deque<SubmitResult> answers;  // then: answered
  std::optional<std::string> poison;
  bool takes_empty = true;  // a request without records
  bool stores_without_answer = false;
  std::map<std::uint64_t, std::string> stored;
  std::vector<std::size_t> sizes;
  std::vector<Milliseconds> patiences;
};

class DeliverTest : public LedgerFixture {
 protected:
  void append_rows(std::uint64_t count) {
    std::vector<std::string> lines;
    const auto first = ledger.state().cursor("engine") + 1;
    for (std::uint64_t i = 0; i < count; ++i) {
      lines.push_back(row(first + i, "os_version",
                          "value" + std::to_string(first + i) + "."));
    }
    append_signed(lines);
  }

  DeliveryReport deliver_all() {
    return deliver(ledger, destination, options, clock, random);
  }

  // A gateway that refuses each record, and a request without any, alike.
  void expect_nothing_where_no_request_is_taken() {
    destination.poison = "value";
    destination.takes_empty = false;
    const auto report = deliver_all();
    EXPECT_EQ(report.end, DeliveryEnd::refused);
    EXPECT_THAT(report.reason, testing::HasSubstr("alike: 'poison'"));
    EXPECT_EQ(report.refused, 0u);
    EXPECT_EQ(ledger.state().acknowledged, 0u);
  }

  FakeDestination destination;
  DeliveryOptions options{
      200, 4 << 20, {}, Milliseconds{0}, dir / "dead-letter.jsonl"};
};

const SubmitResult kTryAgain{SubmitOutcome::try_again, {}, "nobody there", {}};

TEST_F(DeliverTest, SendsEverythingInBatchesOnce) {
  append_rows(450);
  auto report = deliver_all();
  EXPECT_EQ(report.end, DeliveryEnd::complete);
  EXPECT_EQ(report.delivered, 450u);
  EXPECT_THAT(destination.sizes, testing::ElementsAre(200, 200, 50));
  EXPECT_EQ(destination.stored.size(), 450u);
  report = deliver_all();
  EXPECT_EQ(report.delivered, 0u);
  EXPECT_EQ(destination.sizes.size(), 3u);
}

TEST_F(DeliverTest, TriesAgainUntilTheDeadlineAndKeepsEverything) {
  append_rows(3);
  destination.answers.assign(1000, kTryAgain);
  const auto begin = clock.now();
  const auto report = deliver_all();
  EXPECT_EQ(report.end, DeliveryEnd::gave_up);
  EXPECT_EQ(report.reason, "nobody there");
  EXPECT_LE(clock.now() - begin, options.backoff.deadline);
  EXPECT_GT(destination.sizes.size(), 2u);
  EXPECT_EQ(ledger.state().acknowledged, 0u);
  EXPECT_EQ(ledger.state().attempted, 3u);
  destination.answers.clear();
  EXPECT_EQ(deliver_all().delivered, 3u);
}

TEST_F(DeliverTest, KeepsToTheDeadlineWhenTheClockIsSetBack) {
  append_rows(1);
  FakeClock timer{Milliseconds{5}};
  options.timer = &timer;
  destination.answers.assign(1000, kTryAgain);
  destination.when_asked = [&] { clock.advance(-std::chrono::hours{1}); };
  EXPECT_EQ(deliver_all().end, DeliveryEnd::gave_up);
  EXPECT_FALSE(destination.answers.empty());
  EXPECT_LE(timer.now(), Milliseconds{5} + options.backoff.deadline);
}

TEST_F(DeliverTest, WaitsAsLongAsItIsAskedTo) {
  append_rows(1);
  destination.answers = {{SubmitOutcome::try_again, {}, "busy", Seconds{40}}};
  const auto begin = clock.now();
  EXPECT_EQ(deliver_all().end, DeliveryEnd::complete);
  EXPECT_GE(clock.now() - begin, Seconds{40});
}

TEST_F(DeliverTest, GivesUpAtOnceOnAWaitBehindTheDeadline) {
  append_rows(1);
  destination.answers = {{SubmitOutcome::try_again, {}, "busy", Seconds{4000}}};
  const auto begin = clock.now();
  EXPECT_EQ(deliver_all().end, DeliveryEnd::gave_up);
  EXPECT_EQ(clock.now(), begin);
}

TEST_F(DeliverTest, StopsWhereItIsNotAllowed) {
  append_rows(3);
  destination.answers = {{SubmitOutcome::not_allowed, {}, "wrong token", {}}};
  const auto report = deliver_all();
  EXPECT_EQ(report.end, DeliveryEnd::refused);
  EXPECT_EQ(report.reason, "wrong token");
  EXPECT_EQ(ledger.state().acknowledged, 0u);
}

TEST_F(DeliverTest, PutsWhatWasRejectedAsideAndGoesOn) {
  append_rows(5);
  destination.answers = {
      {SubmitOutcome::answered, {{1, "bad"}, {3, "worse"}}, {}, {}}};
  const auto report = deliver_all();
  EXPECT_EQ(report.end, DeliveryEnd::complete);
  EXPECT_EQ(report.delivered, 3u);
  EXPECT_EQ(report.refused, 2u);
  const auto losses =
      undeclared_losses(dir / "dead-letter.jsonl", ledger.id(), {}, 0);
  ASSERT_EQ(losses.size(), 1u);
  EXPECT_THAT(losses[0].seqs, testing::ElementsAre(2, 4));
}

TEST_F(DeliverTest, FindsTheRecordThatAWholeRequestIsRefusedFor) {
  append_rows(300);
  destination.poison = "value77.";
  const auto report = deliver_all();
  EXPECT_EQ(report.end, DeliveryEnd::complete);
  EXPECT_EQ(report.delivered, 299u);
  EXPECT_EQ(report.refused, 1u);
  EXPECT_EQ(destination.stored.size(), 299u);
  EXPECT_FALSE(destination.stored.contains(77));
  EXPECT_LT(destination.sizes.size(), 40u) << "halving, not one by one";
}

TEST_F(DeliverTest, StopsWhereEachRecordIsRefusedAlike) {
  append_rows(20);
  expect_nothing_where_no_request_is_taken();
  EXPECT_EQ(
      undeclared_losses(dir / "dead-letter.jsonl", ledger.id(), {}, 0).size(),
      0u);
  destination.poison.reset();
  EXPECT_EQ(deliver_all().delivered, 20u);
}

TEST_F(DeliverTest, TakesNoSingleRecordForDeadWhereNoRequestIsTaken) {
  append_rows(1);
  expect_nothing_where_no_request_is_taken();
}

TEST_F(DeliverTest, KnowsBadRecordsWhereARequestWithoutThemIsTaken) {
  for (const std::uint64_t count : {1, 20}) {
    append_rows(count);
    destination.poison = "value";
    const auto report = deliver_all();
    EXPECT_EQ(report.end, DeliveryEnd::complete);
    EXPECT_EQ(report.refused, count);
    EXPECT_EQ(destination.sizes.back(), 0u);
  }
  EXPECT_EQ(ledger.state().acknowledged, 21u);
  EXPECT_TRUE(destination.stored.empty());
}

TEST_F(DeliverTest, KnowsASingleBadRecordByOthersThatWereTaken) {
  append_rows(3);
  options.max_records = 2;
  destination.poison = "value3.";
  destination.takes_empty = false;
  const auto report = deliver_all();
  EXPECT_EQ(report.end, DeliveryEnd::complete);
  EXPECT_EQ(report.delivered, 2u);
  EXPECT_EQ(report.refused, 1u);
}

TEST_F(DeliverTest, LetsASingleRecordThatIsRefusedWaitForOthers) {
  append_rows(1);
  destination.poison = "value1.";
  destination.takes_empty = false;
  EXPECT_EQ(deliver_all().end, DeliveryEnd::refused);
  append_rows(1);
  const auto report = deliver_all();
  EXPECT_EQ(report.end, DeliveryEnd::complete);
  EXPECT_EQ(report.delivered, 1u);
  EXPECT_EQ(report.refused, 1u);
}

TEST_F(DeliverTest, TriesAgainWhereItCannotTellWhatWasRefused) {
  append_rows(1);
  options.backoff.deadline = Milliseconds{1};
  destination.answers = {{SubmitOutcome::whole_refused, {}, "bad", {}},
                         kTryAgain};
  const auto report = deliver_all();
  EXPECT_EQ(report.end, DeliveryEnd::gave_up);
  EXPECT_EQ(report.reason, "nobody there");
  EXPECT_EQ(ledger.state().acknowledged, 0u);
}

TEST_F(DeliverTest, GivesARequestTheTimeThatIsLeft) {
  append_rows(1);
  options.backoff.deadline = Seconds{20};
  destination.answers.assign(1000, kTryAgain);
  destination.when_asked = [&] { clock.advance(Seconds{7}); };
  EXPECT_EQ(deliver_all().end, DeliveryEnd::gave_up);
  ASSERT_GT(destination.patiences.size(), 1u);
  EXPECT_EQ(destination.patiences.front(), Seconds{20});
  EXPECT_LE(destination.patiences[1], Seconds{13});
  for (const auto patience : destination.patiences) {
    EXPECT_GE(patience, Seconds{5}) << "a gateway that is there can answer";
  }
}

TEST_F(DeliverTest, RepeatsALostAnswerUnderTheSameNumbers) {
  append_rows(2);
  destination.answers = {kTryAgain};
  destination.stores_without_answer = true;
  EXPECT_EQ(deliver_all().delivered, 2u);
  EXPECT_EQ(destination.stored.size(), 2u);
  EXPECT_THAT(destination.sizes, testing::ElementsAre(2, 2));
}

TEST_F(DeliverTest, SendsNothingOfATwigThatIsNoLongerAllowed) {
  append_signed({row(1), row(2, "crontab"), row(3)});
  append_signed({R"({"type":"flock_run","name":"crontab"})"});
  options.allowed = [](std::string_view twig) { return twig != "crontab"; };
  auto report = deliver_all();
  EXPECT_EQ(report.end, DeliveryEnd::withheld);
  EXPECT_EQ(report.reason, "crontab");
  EXPECT_EQ(report.delivered, 1u) << "what is before it leaves";
  EXPECT_EQ(ledger.state().attempted, 1u);
  options.allowed = [](std::string_view twig) { return twig != "other"; };
  EXPECT_EQ(deliver_all().delivered, 3u);
}

TEST_F(DeliverTest, AsksAgainBeforeEachRequest) {
  append_rows(2);
  bool allowed = true;
  options.allowed = [&](std::string_view) { return allowed; };
  // The no comes while the first answer is under way, and that is lost.
  destination.answers.assign(1000, kTryAgain);
  destination.when_asked = [&] { allowed = false; };
  const auto begin = clock.now();
  EXPECT_EQ(deliver_all().end, DeliveryEnd::withheld);
  EXPECT_EQ(destination.sizes.size(), 1u);
  EXPECT_LE(clock.now() - begin, Seconds{1}) << "who says no waits for it";
  EXPECT_EQ(ledger.state().attempted, 2u) << "they may have left";
}

TEST_F(DeliverTest, TakesNothingForAttemptedThatFoundNoConnection) {
  append_rows(2);
  auto closed = kTryAgain;
  closed.nothing_sent = true;
  destination.answers.assign(1000, closed);
  EXPECT_EQ(deliver_all().end, DeliveryEnd::gave_up);
  EXPECT_EQ(ledger.state().attempted, 0u);
  destination.answers[1] = kTryAgain;
  destination.answers.resize(500, closed);
  EXPECT_EQ(deliver_all().end, DeliveryEnd::gave_up);
  EXPECT_EQ(ledger.state().attempted, 2u) << "one of the requests was sent";
}

TEST_F(DeliverTest, LetsRecordsRest) {
  append_rows(1);
  options.rest = std::chrono::hours{1};
  EXPECT_EQ(deliver_all().delivered, 0u);
  clock.advance(std::chrono::hours{1});
  EXPECT_EQ(deliver_all().delivered, 1u);
}

TEST_F(DeliverTest, LeavesTheWorkToADeliveryUnderWay) {
  append_rows(1);
  const auto other = ledger.lock_delivery();
  EXPECT_EQ(deliver_all().end, DeliveryEnd::other_delivery);
  EXPECT_TRUE(destination.sizes.empty());
}

}  // namespace
}  // namespace flk
