// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/ledger/appender.hpp>

#include <gtest/gtest.h>
#include <string>
#include <vector>

#include <flock/ledger/segments.hpp>

#include "support/ledger_fixture.hpp"

namespace flk {
namespace {

using AppenderTest = LedgerFixture;

TEST_F(AppenderTest, KeepsTheBytes) {
  auto position = ledger.state().chain;
  const auto line = sign(row(1), position);
  EXPECT_EQ(append(line), AppendOutcome::appended);
  EXPECT_EQ(contents(dir / "ledger/0000000000000001.jsonl"), line + "\n");
}

TEST_F(AppenderTest, SkipsWhatIsThereAlready) {
  append_signed({row(1), row(2)});
  EXPECT_EQ(append(row(2)), AppendOutcome::already_there);
  EXPECT_EQ(append(row(1)), AppendOutcome::already_there);
  EXPECT_EQ(ledger.state().records, 2u);
}

TEST_F(AppenderTest, TakesACursorOfAnotherLedgerForNone) {
  const std::string line =
      R"({"name":"x","flock":{"cursor":"AAAAAAAAAAAAAAAAAAAAAA.engine:1","policy":"p"}})";
  EXPECT_EQ(append(line), AppendOutcome::appended);
  EXPECT_EQ(append(line), AppendOutcome::appended);
  EXPECT_EQ(ledger.state().records, 2u);
  EXPECT_EQ(ledger.state().cursor("engine"), 0u);
}

TEST_F(AppenderTest, NoticesThatAnotherRunCameBetween) {
  auto first = ledger.state().chain;
  auto second = first;
  const auto one = sign(row(1), first);
  const auto two = sign(row(2), first);
  const auto rival = sign(row(3), second);
  EXPECT_EQ(append(one), AppendOutcome::appended);
  EXPECT_EQ(append(rival), AppendOutcome::does_not_follow);
  EXPECT_EQ(append(two), AppendOutcome::appended);
  EXPECT_EQ(ledger.state().chain.prev, first.prev);
}

TEST_F(AppenderTest, NoticesAForkOfEqualLength) {
  auto first = ledger.state().chain;
  auto second = first;
  const auto one = sign(row(1), first);
  sign(row(1, "os_version", "other"), second);
  const auto after_other = sign(row(2), second);
  EXPECT_EQ(append(one), AppendOutcome::appended);
  EXPECT_EQ(append(after_other), AppendOutcome::does_not_follow);
}

TEST_F(AppenderTest, TakesOtherStreamsAsTheyCome) {
  auto foreign = new_stream(clock, random);
  const std::string bare = R"({"name":"x","columns":{},"action":"added"})";
  const auto line = sign(bare, foreign);
  EXPECT_EQ(append(line), AppendOutcome::appended);
  EXPECT_EQ(append(line), AppendOutcome::appended);
  EXPECT_EQ(append(bare), AppendOutcome::appended);
  EXPECT_EQ(ledger.state().chain.seq, 0u) << "no mark of its own stream moves";
}

TEST_F(AppenderTest, AsksForConsentOfWhatATwigGave) {
  rules.allowed = [](std::string_view twig) { return twig != "crontab"; };
  EXPECT_EQ(append(row(1, "crontab")), AppendOutcome::not_allowed);
  EXPECT_EQ(append(R"({"name":"crontab","flock":{"rules":"r"}})"),
            AppendOutcome::not_allowed)
      << "a preview";
  EXPECT_EQ(
      append(
          R"({"name":"crontab","flock":{"cursor":"AAAAAAAAAAAAAAAAAAAAAA.engine:1"}})"),
      AppendOutcome::not_allowed)
      << "another ledger's";
  EXPECT_EQ(append(row(1, "os_version")), AppendOutcome::appended);
  EXPECT_EQ(append(R"({"name":"crontab"})"), AppendOutcome::appended);
  const Cursor cursor{ledger.id(), "engine", 2};
  EXPECT_EQ(
      append(R"({"type":"flock_run","name":"crontab","flock":{"cursor":")" +
             cursor.text() + R"(","policy":"p"}})"),
      AppendOutcome::appended);
  EXPECT_EQ(ledger.state().records, 3u);
}

TEST_F(AppenderTest, TakesNoMoreThanTheOutboxMayHold) {
  rules.max_outbox_bytes = 1000;
  std::uint64_t position = 0;
  auto outcome = AppendOutcome::appended;
  while (outcome == AppendOutcome::appended && position < 100) {
    outcome = append(row(++position));
  }
  EXPECT_EQ(outcome, AppendOutcome::outbox_full);
  EXPECT_LT(outbox_bytes(ledger, ledger.state()), 1000u);
  EXPECT_GE(outbox_bytes(ledger, ledger.state()) + row(1).size(), 1000u);
}

TEST_F(AppenderTest, CutsOffATornLine) {
  append_signed({row(1)});
  const auto path = dir / "ledger/0000000000000001.jsonl";
  const auto whole = contents(path);
  std::ofstream{path, std::ios::app} << R"({"name":"to)";
  append_signed({row(2)});
  const auto text = contents(path);
  EXPECT_EQ(text.substr(0, whole.size()), whole);
  EXPECT_EQ(ledger.state().records, 2u);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 2);
}

TEST_F(AppenderTest, BeginsANewSegmentWhenOneIsFull) {
  const std::string value(100000, 'x');
  std::vector<std::string> lines;
  for (std::uint64_t i = 1; i <= 30; ++i) {
    lines.push_back(row(i, "os_version", value));
  }
  append_signed(lines);
  const auto segments = Segments{ledger.directory()}.list();
  EXPECT_EQ(segments.size(), 3u);
  EXPECT_EQ(ledger.state().records, 30u);
  std::uint64_t count = 0;
  Segments{ledger.directory()}.read(1, [&](std::uint64_t n, std::string_view) {
    EXPECT_EQ(n, ++count);
    return true;
  });
  EXPECT_EQ(count, 30u);
}

TEST_F(AppenderTest, LosesWhatWasNotCommittedAndNothingElse) {
  append_signed({row(1)});
  {
    Appender appender{ledger, rules, clock};
    const ParsedRecord record{row(2)};
    EXPECT_EQ(appender.add(*record), AppendOutcome::appended);
  }
  EXPECT_EQ(ledger.state().records, 1u);
  EXPECT_EQ(append(row(2)), AppendOutcome::appended);
}

}  // namespace
}  // namespace flk
