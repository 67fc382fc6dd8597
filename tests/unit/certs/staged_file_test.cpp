// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/certs/staged_file.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <flock/base/error.hpp>
#include <flock/base/file.hpp>

#include "support/temp_dir.hpp"

namespace flk {
namespace {

using ::testing::HasSubstr;

struct stat info_of(const std::string& path) {
  struct stat info {};
  EXPECT_EQ(::stat(path.c_str(), &info), 0) << path;
  return info;
}

class StagedFileTest : public ::testing::Test {
 protected:
  void make_old(mode_t mode) {
    write_file(path, "old");
    ::chmod(path.c_str(), mode);
  }
  mode_t mode_after(mode_t mode) {
    StagedFile{path, "new", mode}.replace();
    EXPECT_EQ(contents(path), "new");
    return info_of(path).st_mode & 07777;
  }

  TempDir dir;
  std::string path = dir / "a.key";
};

TEST_F(StagedFileTest, IsPutInPlaceOrLeavesNothing) {
  make_old(0600);
  { const StagedFile file{path, "new", 0600}; }
  EXPECT_EQ(contents(path), "old");
  EXPECT_FALSE(file_exists(staged_name(path)));
  write_file(staged_name(path), "of a killed run, and longer");
  EXPECT_EQ(mode_after(0600), 0600u);
  EXPECT_FALSE(file_exists(staged_name(path)));
}

TEST_F(StagedFileTest, PlacesNothingOverWhatIsThere) {
  make_old(0600);
  StagedFile file{path, "new", 0600};
  EXPECT_THROW(file.place_new(), Error);
  EXPECT_EQ(contents(path), "old");
  remove_file(path);
  file.place_new();
  EXPECT_EQ(contents(path), "new");
}

TEST_F(StagedFileTest, KeepsTheModeUnlessItIsTooWide) {
  const auto umask = ::umask(0);
  EXPECT_EQ(mode_after(0644), 0644u);
  make_old(0666);
  EXPECT_EQ(mode_after(0644), 0644u);
  make_old(0640);
  EXPECT_EQ(mode_after(0644), 0640u);
  EXPECT_EQ(mode_after(0600), 0600u);
  make_old(0400);
  EXPECT_EQ(mode_after(0600), 0400u);
  ::umask(umask);
}

TEST_F(StagedFileTest, KeepsTheOwnerAndTheGroup) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can give files away";
  make_old(0600);
  ASSERT_EQ(::chown(path.c_str(), 4711, 4712), 0);
  EXPECT_EQ(mode_after(0600), 0600u);
  EXPECT_EQ(info_of(path).st_uid, 4711u);
  EXPECT_EQ(info_of(path).st_gid, 4712u);
}

// As another user.
std::string refusal_as(uid_t user, const std::string& path, mode_t mode) {
  std::string reason = "none";
  EXPECT_EQ(::setegid(user), 0);
  EXPECT_EQ(::seteuid(user), 0);
  try {
    StagedFile{path, "new", mode}.replace();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::config);
    reason = error.what();
  }
  EXPECT_EQ(::seteuid(0), 0);
  EXPECT_EQ(::setegid(0), 0);
  return reason;
}

TEST_F(StagedFileTest, RefusesWhereItsOwnerCouldNotReadItAnyMore) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can become another user";
  ASSERT_EQ(::chown(dir.path().c_str(), 4711, 4711), 0);
  make_old(0600);
  EXPECT_THAT(refusal_as(4711, path, 0600),
              HasSubstr("cannot give '" + staged_name(path) + "' the owner"));
  EXPECT_EQ(contents(path), "old");
  EXPECT_FALSE(file_exists(staged_name(path)));
  // A group that cannot read it does not matter, but one that can does.
  ASSERT_EQ(::chown(path.c_str(), 4711, 4713), 0);
  EXPECT_EQ(refusal_as(4711, path, 0600), "none");
  ASSERT_EQ(::chown(path.c_str(), 4711, 4713), 0);
  ::chmod(path.c_str(), 0640);
  EXPECT_THAT(refusal_as(4711, path, 0644), HasSubstr("the owner"));
  // Nor does the owner of what everybody can read.
  make_old(0644);
  ASSERT_EQ(::chown(path.c_str(), 0, 0), 0);
  EXPECT_EQ(refusal_as(4711, path, 0644), "none");
}

}  // namespace
}  // namespace flk
