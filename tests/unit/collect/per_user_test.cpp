// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/collect/per_user.hpp>

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include <flock/policy/policy.hpp>

#include "support/temp_dir.hpp"

namespace flk {
namespace {

class PerUserTest : public testing::Test {
 protected:
  PerUserTest() {
    std::filesystem::create_directories(dir_ / "home/.config/flock");
    append_decision(path_, {Milliseconds{1}, "t", true, terms_, 0, {}, false});
    give(path_);
  }

  // To the account, where the test is root.
  void give(const std::string& path) const {
    if (::getuid() != 0) return;
    EXPECT_EQ(::lchown(path.c_str(), uid_, uid_), 0);
  }

  // Whether root's run may give out her rows.
  bool covers(uid_t uid) const {
    const PerUserConsent consent{
        0, [this](uid_t) { return std::optional<std::string>{dir_ / "home"}; }};
    return consent.covers(std::to_string(uid), "t", terms_);
  }

  TempDir dir_;
  std::string path_ = dir_ / "home/.config/flock/consent.jsonl";
  uid_t uid_ = ::getuid() == 0 ? 4711 : ::getuid();
  Terms terms_{
      "select 1",
      Seconds{60},
      {"linux"},
      "why",
      Policy::parse(R"({"members":[],"twigs":{"t":{"columns":{}}}})", "p")
          .rules_of("t", {})};
};

TEST_F(PerUserTest, TakesTheYesOfItsOwner) { EXPECT_TRUE(covers(uid_)); }

TEST_F(PerUserTest, TakesNobodyElsesFile) { EXPECT_FALSE(covers(uid_ + 1)); }

TEST_F(PerUserTest, FollowsNoLink) {
  std::filesystem::rename(path_, dir_ / "elsewhere");
  std::filesystem::create_symlink(dir_ / "elsewhere", path_);
  give(path_);
  EXPECT_FALSE(covers(uid_));
}

TEST_F(PerUserTest, IsNotHeldUpByAPipe) {
  std::filesystem::remove(path_);
  ASSERT_EQ(::mkfifo(path_.c_str(), 0600), 0);
  give(path_);
  EXPECT_FALSE(covers(uid_));
}

TEST_F(PerUserTest, TakesADamagedFileForNoConsent) {
  write_file(path_, "damage\n");
  EXPECT_FALSE(covers(uid_));
}

}  // namespace
}  // namespace flk
