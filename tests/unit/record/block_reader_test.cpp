// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/record/block_reader.hpp>

#include <gtest/gtest.h>
#include <string>

#include "support/records.hpp"

namespace flk {
namespace {

// A source that gives its pieces one by one, then ends or breaks.
class Pieces : public ByteSource {
 public:
  Pieces(std::vector<std::string> pieces, bool waits, bool breaks)
      : pieces_(std::move(pieces)), waits_(waits), breaks_(breaks) {}
  std::size_t read(char* data, std::size_t size) override {
    if (at_ < pieces_.size()) return pieces_[at_++].copy(data, size);
    if (breaks_) throw BadData{"breaks here"};
    return 0;
  }
  bool would_wait() const override { return waits_; }
  const std::string& name() const override { return name_; }

 private:
  std::vector<std::string> pieces_;
  bool waits_;
  bool breaks_;
  std::string name_ = "pieces";
  std::size_t at_ = 0;
};

class BlockReading : public ::testing::Test {
 protected:
  void read(std::vector<std::string> pieces, bool waits, bool breaks = false) {
    BlockReader::Sources sources;
    sources.push_back(
        std::make_unique<Pieces>(std::move(pieces), waits, breaks));
    reader_.emplace(std::move(sources), 200000, "too long", rejects_);
  }
  std::string next() {
    return reader_->next(block_) ? std::string(block_.text()) : "end";
  }

  RejectList rejects_;
  std::optional<BlockReader> reader_;
  LineBlock block_;
};

TEST_F(BlockReading, GivesWholeLinesAndWhereTheyStood) {
  read({"a\nb\nc", "c\n", "d"}, true);
  EXPECT_EQ(next(), "a\nb\n");
  EXPECT_EQ(block_.source, "pieces");
  EXPECT_EQ(block_.first_line, 1u);
  EXPECT_EQ(block_.offset, 0u);
  EXPECT_EQ(next(), "cc\n");
  EXPECT_EQ(block_.first_line, 3u);
  EXPECT_EQ(block_.offset, 4u);
  EXPECT_EQ(next(), "d");
  EXPECT_EQ(block_.first_line, 4u);
  EXPECT_EQ(block_.offset, 7u);
  EXPECT_EQ(next(), "end");
  EXPECT_EQ(next(), "end");
}

TEST_F(BlockReading, GathersWhatItNeedNotWaitFor) {
  read({"a\n", "b\n", "c\n"}, false);
  EXPECT_EQ(next(), "a\nb\nc\n");
  EXPECT_EQ(next(), "end");
}

TEST_F(BlockReading, KeepsABlockWhileItReadsTheNext) {
  read({"a\nb", "c\n"}, true);
  ASSERT_EQ(next(), "a\n");
  LineBlock second;
  ASSERT_TRUE(reader_->next(second));
  EXPECT_EQ(block_.text(), "a\n");
  EXPECT_EQ(second.text(), "bc\n");
}

TEST_F(BlockReading, RejectsAnOverLongLineAfterTheLinesBeforeIt) {
  const std::string padding(100001, 'x');
  read({"a\n" + padding, padding, padding + "\nb\n", "c\n"}, true);
  EXPECT_EQ(next(), "a\n");
  EXPECT_TRUE(rejects_.entries.empty());
  EXPECT_EQ(next(), "b\n");
  ASSERT_EQ(rejects_.entries.size(), 1u);
  EXPECT_EQ(reader_->rejected(), 1u);
  EXPECT_EQ(rejects_.entries[0].line, 2u);
  EXPECT_EQ(rejects_.entries[0].offset, 2u);
  EXPECT_EQ(rejects_.entries[0].reason, "too long");
  EXPECT_EQ(rejects_.entries[0].bytes, padding + padding + padding);
  EXPECT_EQ(block_.first_line, 3u);
  EXPECT_EQ(block_.offset, 300006u);
  EXPECT_EQ(next(), "c\n");
}

TEST_F(BlockReading, GivesWhatCameBeforeTheSourceBroke) {
  read({"a\nb\ntorn"}, false, true);
  EXPECT_EQ(next(), "a\nb\n");
  EXPECT_TRUE(rejects_.entries.empty());
  EXPECT_EQ(next(), "end");
  ASSERT_EQ(rejects_.entries.size(), 1u);
  EXPECT_EQ(rejects_.entries[0].line, 3u);
  EXPECT_EQ(rejects_.entries[0].reason, "breaks here");
  EXPECT_EQ(rejects_.entries[0].bytes, "torn");
}

}  // namespace
}  // namespace flk
