// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/ledger/checkpoint.hpp>

#include <gtest/gtest.h>

#include <flock/base/error.hpp>

#include "support/temp_dir.hpp"

namespace flk {
namespace {

TEST(Checkpoint, IsReadAsItWasSaved) {
  const TempDir dir;
  Checkpoint point;
  point.records = 12;
  point.attempted = 8;
  point.acknowledged = 7;
  point.cursors["engine"] = 11;
  point.seq = 12;
  point.prev = "abc";
  point.appended = {{12, Milliseconds{5}}};
  point.save(dir.path());
  const auto read = Checkpoint::load(dir.path());
  EXPECT_EQ(read.records, 12u);
  EXPECT_EQ(read.attempted, 8u);
  EXPECT_EQ(read.acknowledged, 7u);
  EXPECT_EQ(read.cursors, point.cursors);
  EXPECT_EQ(read.seq, 12u);
  EXPECT_EQ(read.prev, "abc");
  ASSERT_EQ(read.appended.size(), 1u);
  EXPECT_EQ(read.appended[0].time, Milliseconds{5});
}

TEST(Checkpoint, IsNeverTakenForEmpty) {
  const TempDir dir;
  EXPECT_THROW(Checkpoint::load(dir.path()), Error);
  for (const auto* text :
       {"", "{}", "{\"format\":2}", "[]", "{\"format\":1,\"records\":\"x\"}",
        "{\"format\":1,\"records\":2,\"attempted\":1,\"acknowledged\":2,"
        "\"cursors\":{},\"seq\":0,\"prev\":\"\",\"appended\":[]}"}) {
    write_file(dir / "checkpoint.json", text);
    EXPECT_THROW(Checkpoint::load(dir.path()), Error) << text;
  }
}

TEST(Checkpoint, NeverMakesARecordOlderThanItIs) {
  Checkpoint point;
  const Milliseconds minute{60000};
  for (std::uint64_t n = 1; n <= 5000; ++n) {
    point.note_appended(n, minute * n / 3);
    ASSERT_LE(point.appended.size(), 256u);
    for (std::uint64_t i = 0; i < point.appended.size(); ++i) {
      ASSERT_GE(point.appended[i].time, minute * point.appended[i].last / 3);
    }
  }
  EXPECT_EQ(point.appended.back().last, 5000u);
  point.acknowledged = 5000;
  point.note_appended(5001, minute * 2000);
  EXPECT_EQ(point.appended.size(), 1u) << "what has left needs no time";
}

}  // namespace
}  // namespace flk
