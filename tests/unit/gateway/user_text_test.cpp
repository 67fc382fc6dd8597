// SPDX-License-Identifier: GPL-3.0-or-later
// The table of users is tested in tests/pipeline/gateway_users.sh.

#include <flock/gateway/user_text.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <optional>
#include <string>
#include <vector>

namespace flk {
namespace {

using testing::ElementsAre;
using Until = std::optional<Milliseconds>;

std::vector<std::string> lines_of(const std::vector<UserKey>& all) {
  std::vector<UserKey> keys;
  for (const auto& key : all) add_key(keys, key);
  std::vector<std::string> lines;
  for (const auto& key : keys) lines.push_back(key_line(key));
  return lines;
}

constexpr Milliseconds kEarly{1795417200000};
constexpr Milliseconds kLate = kEarly + std::chrono::hours{1};

TEST(UserText, PrintsAKeyThatCameBackOnceWithoutAnEnd) {
  for (const auto& untils : {std::vector<Until>{kEarly, std::nullopt},
                             std::vector<Until>{std::nullopt, kEarly}}) {
    EXPECT_THAT(lines_of({{"ann", "K", kEarly, untils[0]},
                          {"ann", "K", kLate, untils[1]}}),
                ElementsAre("ann K"));
  }
}

TEST(UserText, PrintsAKeyThatEndedTwiceWithItsLastEnd) {
  const std::vector<UserKey> twice{{"ann", "K", kEarly, kEarly},
                                   {"ann", "L", kEarly, kEarly},
                                   {"ann", "K", kEarly, kLate}};
  EXPECT_THAT(lines_of(twice),
              ElementsAre("ann K until=2026-11-23T08:00:00.000Z",
                          "ann L until=2026-11-23T07:00:00.000Z"));
}

TEST(UserText, KeepsTheKeysOfEachUserApart) {
  EXPECT_THAT(lines_of({{"ann", "K", kEarly, kLate}, {"bob", "K", kLate, {}}}),
              ElementsAre("ann K until=2026-11-23T08:00:00.000Z", "bob K"));
}

TEST(UserText, TellsSinceWhenAKeyWasThereFirst) {
  std::vector<UserKey> keys;
  add_key(keys, {"ann", "K", kEarly, kEarly});
  add_key(keys, {"ann", "K", kLate, {}});
  ASSERT_EQ(keys.size(), 1u);
  EXPECT_EQ(key_json(keys[0]), R"({"user":"ann","public_key":"K",)"
                               R"("since":"2026-11-23T07:00:00.000Z"})");
}

}  // namespace
}  // namespace flk
