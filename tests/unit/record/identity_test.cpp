// SPDX-License-Identifier: GPL-3.0-or-later
// Vectors: tests/vectors/worked_example.json, made by independent libraries.

#include <flock/record/identity.hpp>

#include <algorithm>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <string>

#include <flock/base/encoding.hpp>

#include "support/temp_dir.hpp"

namespace flk {
namespace {

TEST(RecordIdentity, MatchesTheWorkedExample) {
  const auto example = nlohmann::json::parse(
      contents(std::string(FLOCK_VECTORS) + "/worked_example.json"));
  const RecordIdentity identity{example["user"].get<std::string>(),
                                example["ledger"].get<std::string>()};
  ASSERT_EQ(example["records"].size(), 3u);
  for (const auto& record : example["records"]) {
    EXPECT_EQ(identity.of(record["n"].get<std::uint64_t>(),
                          record["signed"].get<std::string>()),
              record["identity"].get<std::string>());
  }
}

TEST(RecordIdentity, SortsInTheOrderOfTheNumbers) {
  const RecordIdentity identity{"u", "l"};
  EXPECT_EQ(identity.of(1, "a").size(), RecordIdentity::kLength);
  EXPECT_NE(identity.of(1, "a"), identity.of(2, "a"));
  EXPECT_NE(identity.of(1, "a"), identity.of(1, "b"));
  EXPECT_NE(identity.of(1, "a"), (RecordIdentity{"v", "l"}.of(1, "a")));
}

TEST(RecordIdentity, IsReadBackAsTheBytesThatItSays) {
  const RecordIdentity identity{"u", "l"};
  for (std::uint64_t n = 1; n < 500; ++n) {
    const auto text = identity.of(n * 7919, "a");
    const auto bytes = RecordIdentity::bytes_of(text);
    ASSERT_TRUE(bytes) << text;
    const std::string read{bytes->data(), bytes->size()};
    EXPECT_EQ(to_base64url(read), text);
    EXPECT_EQ(read, from_base64url(text));
  }
}

TEST(RecordIdentity, IsNotReadFromAnythingElse) {
  const std::string good(30, 'A');
  EXPECT_TRUE(RecordIdentity::bytes_of(good));
  for (const auto& text :
       {good.substr(1), good + "A", good.substr(1) + "B", "+" + good.substr(1),
        "=" + good.substr(1), "\xff" + good.substr(1), std::string()}) {
    EXPECT_FALSE(RecordIdentity::bytes_of(text)) << text;
  }
}

TEST(RecordIdentity, TakesADigestThatAnotherHasMade) {
  const auto text = RecordIdentity{"u", "l"}.text_of(1, {});
  EXPECT_EQ(std::string(text.begin() + 19, text.end()), "AAAAAAAAAAA");
}

TEST(IdempotencyKey, ReadsWhatItWrites) {
  const auto key = IdempotencyKey::parse("AAECAwQFBgcICQoLDA0ODw/41");
  ASSERT_TRUE(key);
  EXPECT_EQ(key->ledger, "AAECAwQFBgcICQoLDA0ODw");
  EXPECT_EQ(key->first, 41u);
  EXPECT_EQ(key->text(), "AAECAwQFBgcICQoLDA0ODw/41");
}

TEST(IdempotencyKey, RefusesAnythingElse) {
  for (const auto* text :
       {"", "AAECAwQFBgcICQoLDA0ODw", "AAECAwQFBgcICQoLDA0ODw/",
        "AAECAwQFBgcICQoLDA0ODw/0", "AAECAwQFBgcICQoLDA0ODw/-1",
        "AAECAwQFBgcICQoLDA0ODw/1x", "AAECAwQFBgcICQoLDA0OD/41",
        "AAECAwQFBgcICQoLDA0OD=/41",
        "AAECAwQFBgcICQoLDA0ODw/999999999999999"}) {
    EXPECT_FALSE(IdempotencyKey::parse(text)) << text;
  }
}

}  // namespace
}  // namespace flk
