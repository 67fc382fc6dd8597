// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/base/file.hpp>

#include <gtest/gtest.h>
#include <optional>
#include <string>
#include <sys/stat.h>
#include <unistd.h>

#include <thread>

#include <flock/base/error.hpp>

#include "support/temp_dir.hpp"

namespace flk {
namespace {

mode_t mode_of(const std::string& path) {
  struct stat info {};
  EXPECT_EQ(::stat(path.c_str(), &info), 0) << path;
  return info.st_mode & 07777;
}

TEST(AtomicFile, AppearsWholeOrNotAtAll) {
  const TempDir dir;
  const auto path = dir / "file";
  {
    AtomicFile file{path, 0640};
    file.write("half");
  }
  EXPECT_FALSE(file_exists(path));
  EXPECT_FALSE(file_exists(path + ".new"));
  replace_file(path, "one", 0640);
  {
    AtomicFile file{path, 0640};
    file.write("half");
  }
  EXPECT_EQ(contents(path), "one");
}

TEST(AtomicFile, HasItsModeUnderAnyUmask) {
  const TempDir dir;
  const auto old = ::umask(0777);
  replace_file(dir / "file", "x", 0644);
  ::umask(old);
  EXPECT_EQ(mode_of(dir / "file"), 0644u);
}

TEST(AtomicFile, OverwritesWhatAKilledWriterLeft) {
  const TempDir dir;
  write_file(dir / "file.new", "a long left-over of a killed process");
  replace_file(dir / "file", "x", 0600);
  EXPECT_EQ(contents(dir / "file"), "x");
}

TEST(AtomicFile, TakesTwoWritersOneAfterTheOther) {
  const TempDir dir;
  const auto path = dir / "file";
  const auto write_many = [&](char c) {
    for (int i = 0; i < 50; ++i) replace_file(path, std::string(5000, c), 0600);
  };
  std::thread other{write_many, 'a'};
  write_many('b');
  other.join();
  const auto text = contents(path);
  EXPECT_EQ(text, std::string(5000, text[0]));
  EXPECT_FALSE(file_exists(path + ".new"));
}

TEST(SecretFile, IsNeverOverwritten) {
  const TempDir dir;
  create_secret_file(dir / "key", "one");
  EXPECT_THROW(create_secret_file(dir / "key", "two"), Error);
  EXPECT_EQ(contents(dir / "key"), "one");
  EXPECT_EQ(mode_of(dir / "key"), 0600u);
  EXPECT_FALSE(file_exists(dir / "key.new"));
}

TEST(SecretFile, IsNotEmptiedThroughTheNameThatAKilledWriterLeft) {
  const TempDir dir;
  create_secret_file(dir / "key", "one");
  // What a kill between link(2) and unlink(2) leaves.
  ASSERT_EQ(::link((dir / "key").c_str(), (dir / "key.new").c_str()), 0);
  EXPECT_THROW(create_secret_file(dir / "key", "two"), Error);
  EXPECT_EQ(contents(dir / "key"), "one");
}

// Who made the temporary file could hold it open.
TEST(SecretFile, IsNotWrittenIntoAFileOfSomebodyElse) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can give files away";
  const TempDir dir;
  write_file(dir / "key.new", "");
  ASSERT_EQ(::chown((dir / "key.new").c_str(), 65534, 65534), 0);
  const auto held = open_for_reading(dir / "key.new");
  create_secret_file(dir / "key", "secret");
  struct stat info {};
  ASSERT_EQ(::stat((dir / "key").c_str(), &info), 0);
  EXPECT_EQ(info.st_uid, 0u);
  char byte = 0;
  EXPECT_EQ(::pread(held.get(), &byte, 1, 0), 0);
}

TEST(SecretFile, IsRefusedWhenOthersCanReadIt) {
  const TempDir dir;
  create_secret_file(dir / "key", "one");
  EXPECT_EQ(read_secret_file(dir / "key", 10), "one");
  ::chmod((dir / "key").c_str(), 0640);
  EXPECT_THROW(read_secret_file(dir / "key", 10), Error);
}

TEST(ReadFile, HasABound) {
  const TempDir dir;
  write_file(dir / "file", "12345");
  EXPECT_EQ(read_file(dir / "file", 5), "12345");
  EXPECT_THROW(read_file(dir / "file", 4), Error);
  EXPECT_THROW(read_file(dir / "missing", 4), Error);
  EXPECT_EQ(read_file_if_exists(dir / "missing", 4), std::nullopt);
}

TEST(AppendLine, EndsATornLineFirst) {
  const TempDir dir;
  append_line_synced(dir / "log", "one", 0600);
  append_line_synced(dir / "log", "two", 0600);
  EXPECT_EQ(contents(dir / "log"), "one\ntwo\n");
  write_file(dir / "log", "to");
  append_line_synced(dir / "log", "two", 0600);
  EXPECT_EQ(contents(dir / "log"), "to\ntwo\n");
}

TEST(MakeDirectories, MakesParentsAndIsContentWithWhatIsThere) {
  const TempDir dir;
  make_directories(dir / "a/b/c", 0700);
  make_directories(dir / "a/b/c", 0700);
  EXPECT_EQ(mode_of(dir / "a/b/c"), 0700u);
  write_file(dir / "file", "");
  EXPECT_THROW(make_directories(dir / "file", 0700), Error);
}

TEST(FileLock, IsForOneAtATime) {
  const TempDir dir;
  {
    const FileLock lock{dir / "lock"};
    EXPECT_FALSE(FileLock::try_lock(dir / "lock"));
  }
  EXPECT_TRUE(FileLock::try_lock(dir / "lock"));
}

TEST(DirectoryOf, IsWhatStandsBeforeTheLastSlash) {
  EXPECT_EQ(directory_of("a/b"), "a");
  EXPECT_EQ(directory_of("/a"), "/");
  EXPECT_EQ(directory_of("a"), ".");
}

}  // namespace
}  // namespace flk
