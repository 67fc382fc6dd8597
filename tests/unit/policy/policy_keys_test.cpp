// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/policy/policy_keys.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <sys/stat.h>
#include <vector>

#include <thread>

#include <flock/base/error.hpp>
#include <flock/base/file.hpp>
#include <flock/policy/policy.hpp>

#include "support/temp_dir.hpp"

namespace flk {
namespace {

mode_t mode_of(const std::string& path) {
  struct stat info {};
  ::stat(path.c_str(), &info);
  return info.st_mode & 0777;
}

std::string error_of(const std::string& directory) {
  try {
    PolicyKeys::load(directory);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::config);
    return error.what();
  }
  return "";
}

Policy with_action(const std::string& action) {
  return Policy::parse(
      R"({"members":[],"twigs":{"t":{"columns":{"a":")" + action + "\"}}}}",
      "p");
}

TEST(PolicyKeys, AreNoneInAnEmptyFolder) {
  const TempDir dir;
  const auto keys = PolicyKeys::load(dir.path());
  EXPECT_FALSE(keys.pseudonym);
  EXPECT_TRUE(keys.seal_public.empty());
}

TEST(PolicyKeys, AreMadeOnceAndReadAgain) {
  const TempDir dir;
  const auto path = dir / "new/pseudonym.key";
  create_pseudonym_key(path, false, system_random());
  EXPECT_EQ(mode_of(path), 0600u);
  EXPECT_THROW(create_pseudonym_key(path, true, system_random()), Error);
  const auto keys = PolicyKeys::load(dir / "new");
  ASSERT_TRUE(keys.pseudonym);
  EXPECT_EQ(keys.pseudonym->size(), 32u);
  EXPECT_FALSE(keys.fleet_pseudonym);
}

TEST(PolicyKeys, KnowAFleetsKeyFromADevices) {
  const TempDir dir;
  create_pseudonym_key(dir / "pseudonym.key", true, system_random());
  EXPECT_TRUE(PolicyKeys::load(dir.path()).fleet_pseudonym);
}

TEST(PolicyKeys, AreMadeWhereThePolicyNeedsThemAlone) {
  const TempDir dir;
  PolicyKeys::load_or_create(dir.path(), with_action("mask"));
  EXPECT_FALSE(file_exists(dir / "pseudonym.key"));
  const auto keys =
      PolicyKeys::load_or_create(dir.path(), with_action("pseudonym"));
  ASSERT_TRUE(keys.pseudonym);
  const auto again =
      PolicyKeys::load_or_create(dir.path(), with_action("pseudonym"));
  EXPECT_EQ(keys.pseudonym->view(), again.pseudonym->view());
}

TEST(PolicyKeys, AreOneWhereTwoToolsMakeThemAtATime) {
  const TempDir dir;
  std::string found[4];
  {
    std::vector<std::jthread> tools;
    for (auto& key : found) {
      tools.emplace_back([&] {
        key = PolicyKeys::load_or_create(dir.path(), with_action("pseudonym"))
                  .pseudonym->view();
      });
    }
  }
  for (const auto& key : found) EXPECT_EQ(key, found[0]);
}

TEST(PolicyKeys, OfASealAreAPair) {
  const TempDir dir;
  create_seal_keys(dir / "seal.key", dir / "seal.pub");
  EXPECT_EQ(mode_of(dir / "seal.key"), 0600u);
  EXPECT_EQ(mode_of(dir / "seal.pub"), 0644u);
  const auto keys = PolicyKeys::load(dir.path());
  EXPECT_EQ(load_seal_key(dir / "seal.key").public_key, keys.seal_public);
  EXPECT_THROW(create_seal_keys(dir / "seal.key", dir / "seal.pub"), Error);
  remove_file(dir / "seal.key");
  EXPECT_THROW(create_seal_keys(dir / "seal.key", dir / "seal.pub"), Error);
  EXPECT_FALSE(file_exists(dir / "seal.key"));
}

TEST(PolicyKeys, RefuseFilesThatAreNoSuchKeyOrThatOthersCanRead) {
  const TempDir dir;
  const auto pseudonym = dir / "pseudonym.key";
  for (const auto* text : {"", "flock-pseudonym-device-1 c2hvcnQ\n",
                           "flock-pseudonym-other-1 x\n"}) {
    remove_file(pseudonym);
    create_secret_file(pseudonym, text);
    EXPECT_EQ(error_of(dir.path()), "cannot use key file '" + pseudonym +
                                        "': it is no pseudonym key");
  }
  ::chmod(pseudonym.c_str(), 0644);
  EXPECT_THAT(error_of(dir.path()),
              testing::HasSubstr("others can read or write it"));
  remove_file(pseudonym);
  write_file(dir / "seal.pub", "nonsense");
  EXPECT_EQ(error_of(dir.path()), "cannot use key file '" + (dir / "seal.pub") +
                                      "': it is no public seal key");
  // The secret half does not pass for the public one, or the other way round.
  remove_file(dir / "seal.pub");
  create_seal_keys(dir / "seal.key", dir / "seal.pub");
  write_file(dir / "seal.pub", contents(dir / "seal.key"));
  EXPECT_THAT(error_of(dir.path()), testing::EndsWith("no public seal key"));
}

}  // namespace
}  // namespace flk
