// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/gateway/import_users.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <flock/auth/token.hpp>
#include <flock/base/error.hpp>

namespace flk {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr Milliseconds kNow{1795417200000};

std::string document(
    const std::string& user, const std::string& token,
    const std::string& created = "2020-04-05T12:34:56.123456") {
  return "{\"username\":\"" + user + "\",\"name\":\"Nick_ Fury\",\"token\":\"" +
         token + "\",\"created_at\":\"" + created + "\"}";
}

TEST(ReadPredecessorUsers, TakesAnAnswerHitsAndDocuments) {
  const auto one = document("ann", "secret");
  for (const auto& text :
       {"{\"hits\":{\"total\":1,\"hits\":[{\"_id\":\"x\",\"_source\":" + one +
            "}]}}",
        "{\"_index\":\"user\",\"_source\":" + one + "}\n", one + "\n\n"}) {
    const auto found = read_predecessor_users(text, kNow);
    ASSERT_EQ(found.users.size(), 1u) << text;
    EXPECT_EQ(found.users[0].name, "ann");
    EXPECT_EQ(found.users[0].display_name, "Nick Fury");
    EXPECT_EQ(found.users[0].token_hash, hash_token("secret"));
    EXPECT_EQ(found.users[0].created,
              parse_rfc3339("2020-04-05T12:34:56.123Z"));
    EXPECT_THAT(found.rejected, IsEmpty());
    EXPECT_THAT(found.loose, IsEmpty());
  }
}

TEST(ReadPredecessorUsers, TakesTheNewestOfDoublesAndSaysSo) {
  const auto found = read_predecessor_users(
      document("ann", "old", "2020-01-01T00:00:00") + "\n" +
          document("ann", "new", "2020-01-02T00:00:00") + "\n" +
          document("ann", "older", "2019-01-02T00:00:00") + "\n",
      kNow);
  ASSERT_EQ(found.users.size(), 1u);
  EXPECT_EQ(found.users[0].token_hash, hash_token("new"));
  EXPECT_EQ(found.rejected.size(), 2u);
}

TEST(ReadPredecessorUsers, TakesADoubleWithoutATimeForTheOldest) {
  const auto dated = document("ann", "dated") + "\n";
  const auto undated = document("ann", "undated", "") + "\n";
  for (const auto& text : {dated + undated, undated + dated}) {
    const auto found = read_predecessor_users(text, kNow);
    ASSERT_EQ(found.users.size(), 1u);
    EXPECT_EQ(found.users[0].token_hash, hash_token("dated")) << text;
  }
  const auto alone = read_predecessor_users(undated, kNow);
  ASSERT_EQ(alone.users.size(), 1u);
  EXPECT_EQ(alone.users[0].created, kNow);
}

TEST(ReadPredecessorUsers, NamesWhomThePredecessorTookForOneAnother) {
  const auto found = read_predecessor_users(
      document("4C4C4544-0051", "a") + "\n" + document("4c4c4544-0052", "b") +
          "\n" + document("other", "c"),
      kNow);
  EXPECT_EQ(found.users.size(), 3u);
  EXPECT_THAT(
      found.loose,
      ElementsAre(HasSubstr("'4c4c4544': 4C4C4544-0051 4c4c4544-0052")));
}

TEST(ReadPredecessorUsers, LeavesOutWhatCannotBeAUser) {
  const auto found = read_predecessor_users(
      document("an n", "a") + "\n" + document("ann", "") + "\n{}\n", kNow);
  EXPECT_THAT(found.users, IsEmpty());
  EXPECT_THAT(found.rejected,
              ElementsAre("user 'an n' has no user name of ours",
                          "user 'ann' has no token", "user '' has no token"));
  EXPECT_THROW(read_predecessor_users("nonsense", kNow), Error);
  EXPECT_THROW(read_predecessor_users("[1]", kNow), Error);
  EXPECT_THAT(read_predecessor_users("", kNow).users, IsEmpty());
}

}  // namespace
}  // namespace flk
