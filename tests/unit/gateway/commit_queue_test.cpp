// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/gateway/commit_queue.hpp>

#include <future>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <optional>
#include <string>
#include <vector>

#include <flock/gateway/stamp.hpp>

#include "support/fake_store.hpp"
#include "support/records.hpp"

namespace flk {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::SizeIs;

RecordBatch batch_of(int records, const std::string& bytes = "{}") {
  RecordBatch batch;
  for (int i = 0; i < records; ++i) {
    batch.add("id", "flock-2026-11-23", Milliseconds{1}, false,
              [&](std::string& out) { out += bytes; });
  }
  return batch;
}

class CommitQueueTest : public testing::Test {
 protected:
  // The outcomes, once they are there.
  std::future<std::vector<PutOutcome>> submit(RecordBatch batch) {
    const auto promise =
        std::make_shared<std::promise<std::vector<PutOutcome>>>();
    auto outcomes = promise->get_future();
    EXPECT_TRUE(queue_->submit(std::move(batch), [promise](auto given) {
      promise->set_value(std::move(given));
    }));
    return outcomes;
  }

  FakeStore store_;
  Log log_{"test", LogFormat::daemon, LogLevel::error, -1};
  std::optional<CommitQueue> queue_{std::in_place, store_, CommitLimits{},
                                    log_};
};

TEST_F(CommitQueueTest, StoresTogetherWhatWaitsMeanwhile) {
  store_.hold();
  auto first = submit(batch_of(1));
  store_.wait_until_held();
  auto second = submit(batch_of(2));
  auto third = submit(batch_of(3));
  store_.release();
  EXPECT_THAT(first.get(), ElementsAre(PutOutcome::stored));
  EXPECT_THAT(second.get(), SizeIs(2));
  EXPECT_THAT(third.get(), SizeIs(3));
  EXPECT_THAT(store_.put_sizes(), ElementsAre(1, 5));
}

TEST_F(CommitQueueTest, KeepsACommitWithinItsBounds) {
  CommitLimits limits;
  limits.commit_records = 4;
  queue_.emplace(store_, limits, log_);
  store_.hold();
  auto first = submit(batch_of(1));
  store_.wait_until_held();
  std::vector<std::future<std::vector<PutOutcome>>> rest;
  for (const int records : {3, 2, 7, 1}) {
    rest.push_back(submit(batch_of(records)));
  }
  store_.release();
  for (auto& outcomes : rest) outcomes.get();
  EXPECT_THAT(store_.put_sizes(), ElementsAre(1, 3, 2, 7, 1));
}

TEST_F(CommitQueueTest, TurnsAwayWhatDoesNotFit) {
  CommitLimits limits;
  limits.queued_bytes = 10000;
  queue_.emplace(store_, limits, log_);
  store_.hold();
  auto first = submit(batch_of(1));
  store_.wait_until_held();
  auto waits = submit(batch_of(1, std::string(9000, ' ')));
  EXPECT_FALSE(queue_->submit(batch_of(1, std::string(9000, ' ')),
                              [](auto) { ADD_FAILURE(); }));
  store_.release();
  waits.get();
}

TEST_F(CommitQueueTest, TakesOneRequestHoweverLong) {
  CommitLimits limits;
  limits.queued_bytes = 10;
  limits.commit_bytes = 10;
  queue_.emplace(store_, limits, log_);
  EXPECT_THAT(submit(batch_of(3)).get(), SizeIs(3));
}

TEST_F(CommitQueueTest, AnswersEachRequestForItsOwnRecords) {
  store_.fail_when_it_holds("bad");
  store_.hold();
  auto first = submit(batch_of(1));
  store_.wait_until_held();
  auto good = submit(batch_of(2));
  auto bad = submit(batch_of(2, R"({"bad":1})"));
  store_.release();
  EXPECT_THAT(good.get(), Each(PutOutcome::stored));
  EXPECT_THAT(bad.get(), Each(PutOutcome::unavailable));
}

TEST_F(CommitQueueTest, KeepsWhatTheStoreRefusesForItsShape) {
  store_.refuse_when_it_holds("clash");
  RecordBatch batch = batch_of(1);
  batch.add("id-2", "flock-2026-11-23", Milliseconds{1}, false,
            [](std::string& out) { out += R"({"clash":{}})"; });
  EXPECT_THAT(submit(std::move(batch)).get(),
              ElementsAre(PutOutcome::stored, PutOutcome::stored));
  const auto kept = store_.in_index("flock-refused");
  ASSERT_EQ(kept.size(), 1u);
  EXPECT_EQ(kept[0].id, "id-2");
  const ParsedRecord record{kept[0].bytes};
  EXPECT_EQ(record->text("raw"), R"({"clash":{}})");
  EXPECT_EQ(record->text("reason"), "its shape");
}

TEST_F(CommitQueueTest, KeepsTheBeginningOfWhatIsTooLong) {
  store_.max_bytes = 40000;
  const auto text = "{\"x\":\"" + std::string(50000, 'x') + "\"}";
  EXPECT_THAT(submit(batch_of(1, text)).get(),
              ElementsAre(PutOutcome::too_long));
  const auto kept = store_.in_index("flock-refused");
  ASSERT_EQ(kept.size(), 1u);
  const ParsedRecord record{kept[0].bytes};
  EXPECT_EQ(record->text("raw"), text.substr(0, 16384));
  EXPECT_EQ(record->text("reason"),
            "no request of so many bytes; of 50008 the first 16384 are kept");
}

TEST_F(CommitQueueTest, KeepsTheBeginningOfWhatIsTooLongAsText) {
  store_.refuse_when_it_holds("clash");
  store_.max_bytes = 60000;
  // As text within JSON each byte of it is two.
  std::string quotes = R"({"clash":")";
  for (int i = 0; i < 20000; ++i) quotes += "\\\"";
  quotes += "\"}";
  EXPECT_THAT(submit(batch_of(1, quotes)).get(),
              ElementsAre(PutOutcome::too_long));
  const auto kept = store_.in_index("flock-refused");
  ASSERT_EQ(kept.size(), 1u);
  const ParsedRecord record{kept[0].bytes};
  EXPECT_EQ(record->text("raw"), quotes.substr(0, 16384));
  EXPECT_THAT(record->text("reason"), testing::StartsWith("its shape; "));
}

TEST_F(CommitQueueTest, DoesNotAcknowledgeWhatIsTooLongEvenWhenCut) {
  store_.max_bytes = 10;
  EXPECT_THAT(submit(batch_of(1, R"({"x":"0123456789"})")).get(),
              ElementsAre(PutOutcome::unavailable));
}

TEST_F(CommitQueueTest, LetsNoRequestFailAnother) {
  store_.refuse_together_when_it_holds("poison");
  store_.hold();
  auto first = submit(batch_of(1));
  store_.wait_until_held();
  auto good = submit(batch_of(2));
  RecordBatch mixed = batch_of(3);
  mixed.add("id-bad", "flock-2026-11-23", Milliseconds{1}, false,
            [](std::string& out) { out += R"({"poison":1})"; });
  auto bad = submit(std::move(mixed));
  store_.release();
  EXPECT_THAT(good.get(), Each(PutOutcome::stored));
  // Its other records are stored, and the one to blame is set aside.
  EXPECT_THAT(bad.get(), ElementsAre(PutOutcome::stored, PutOutcome::stored,
                                     PutOutcome::stored, PutOutcome::stored));
  EXPECT_EQ(store_.in_index("flock-2026-11-23").size(), 6u);
  EXPECT_EQ(store_.in_index("flock-refused").size(), 1u);
}

TEST_F(CommitQueueTest, NeverDropsWhatIsRefusedTwice) {
  store_.refuse_when_it_holds("clash");
  store_.refuse_when_it_holds("raw");
  EXPECT_THAT(submit(batch_of(1, R"({"clash":{}})")).get(),
              ElementsAre(PutOutcome::unavailable));
}

TEST_F(CommitQueueTest, StoresWhatWaitsBeforeItEnds) {
  store_.hold();
  auto first = submit(batch_of(1));
  store_.wait_until_held();
  auto second = submit(batch_of(1));
  store_.release();
  queue_.reset();
  EXPECT_THAT(second.get(), ElementsAre(PutOutcome::stored));
}

}  // namespace
}  // namespace flk
