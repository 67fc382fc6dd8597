// SPDX-License-Identifier: GPL-3.0-or-later
// Vectors: tests/vectors/worked_example.json, made by independent libraries.

#include <flock/record/identity.hpp>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <string>

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
