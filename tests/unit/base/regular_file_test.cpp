// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/base/regular_file.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <flock/base/error.hpp>

#include "support/temp_dir.hpp"

namespace flk {
namespace {

using ::testing::HasSubstr;

std::string refusal(const std::string& path) {
  std::string reason = "none";
  for (const auto& read : {read_regular_file, read_regular_secret_file}) {
    try {
      read(path, 10);
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::config);
      reason = error.what();
    }
  }
  return reason;
}

TEST(RegularFile, IsReadWhole) {
  const TempDir dir;
  write_file(dir / "file", "0123456789");
  ::chmod((dir / "file").c_str(), 0600);
  EXPECT_EQ(read_regular_file(dir / "file", 10), "0123456789");
  EXPECT_EQ(read_regular_file_if_exists(dir / "file", 10), "0123456789");
  EXPECT_EQ(read_regular_secret_file(dir / "file", 10), "0123456789");
  EXPECT_THROW(read_regular_file(dir / "file", 9), Error);
  ASSERT_EQ(::symlink("file", (dir / "link").c_str()), 0);
  EXPECT_EQ(read_regular_file(dir / "link", 10), "0123456789");
}

TEST(RegularFile, MayBeMissing) {
  const TempDir dir;
  EXPECT_EQ(read_regular_file_if_exists(dir / "none", 10), std::nullopt);
  EXPECT_THAT(refusal(dir / "none"), HasSubstr("No such file"));
}

TEST(RegularFile, IsNoFifoDeviceOrFolderAndNoneIsWaitedFor) {
  const TempDir dir;
  ASSERT_EQ(::mkfifo((dir / "fifo").c_str(), 0600), 0);
  EXPECT_THAT(refusal(dir / "fifo"), HasSubstr("it is no regular file"));
  EXPECT_THROW(read_regular_file_if_exists(dir / "fifo", 10), Error);
  EXPECT_THAT(refusal("/dev/zero"), HasSubstr("it is no regular file"));
  EXPECT_THAT(refusal(dir.path()), HasSubstr("it is a folder"));
}

TEST(RegularFile, IsNobodyElsesWhereItIsASecret) {
  const TempDir dir;
  write_file(dir / "key", "one");
  ::chmod((dir / "key").c_str(), 0640);
  EXPECT_THROW(read_regular_secret_file(dir / "key", 10), Error);
}

}  // namespace
}  // namespace flk
