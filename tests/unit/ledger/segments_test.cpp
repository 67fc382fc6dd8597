// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/ledger/segments.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include <flock/base/error.hpp>

#include "support/temp_dir.hpp"

namespace flk {
namespace {

std::vector<std::string> read_from(const TempDir& dir, std::uint64_t from) {
  std::vector<std::string> lines;
  Segments{dir.path()}.read(from, [&](std::uint64_t n, std::string_view line) {
    lines.push_back(std::to_string(n) + std::string(line));
    return true;
  });
  return lines;
}

TEST(Segments, NumbersLinesOverFiles) {
  const TempDir dir;
  write_file(dir / "0000000000000001.jsonl", "a\nb\n");
  write_file(dir / "0000000000000003.jsonl", "c\n");
  write_file(dir / "0000000000000004.jsonl", "d\ntorn");
  write_file(dir / "notes.jsonl", "x\n");
  EXPECT_THAT(read_from(dir, 1), testing::ElementsAre("1a", "2b", "3c", "4d"));
  EXPECT_THAT(read_from(dir, 2), testing::ElementsAre("2b", "3c", "4d"));
  EXPECT_THAT(read_from(dir, 4), testing::ElementsAre("4d"));
  EXPECT_THAT(read_from(dir, 9), testing::ElementsAre());
}

TEST(Segments, NoticesWhereNumbersAreMissing) {
  const TempDir dir;
  write_file(dir / "0000000000000001.jsonl", "a\n");
  write_file(dir / "0000000000000003.jsonl", "c\n");
  EXPECT_THROW(read_from(dir, 1), Error);
  EXPECT_THAT(read_from(dir, 3), testing::ElementsAre("3c"));
}

TEST(Segments, ReadsLinesLongerThanItsBlocks) {
  const TempDir dir;
  const std::string line(1 << 20, 'x');
  write_file(dir / "0000000000000001.jsonl", line + "\n" + line + "\n");
  EXPECT_THAT(read_from(dir, 1), testing::ElementsAre("1" + line, "2" + line));
}

TEST(ReadLines, SaysHowFarItWent) {
  const TempDir dir;
  write_file(dir / "f", "aa\nb\nc");
  EXPECT_EQ(read_lines(dir / "f", 1, [](auto, auto) { return true; }), 5u);
  EXPECT_EQ(read_lines(dir / "f", 1, [](auto n, auto) { return n < 2; }), 3u);
  EXPECT_EQ(read_lines(dir / "missing", 1, [](auto, auto) { return true; }),
            0u);
}

}  // namespace
}  // namespace flk
