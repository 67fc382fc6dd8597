// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/elasticsearch/bulk.hpp>

#include <gtest/gtest.h>
#include <string>

namespace flk {
namespace {

TEST(Bulk, PutsTwoLinesForADocument) {
  std::string body;
  append_create(body, "flock-2026-11-23", "id", R"({ "a":1.0})");
  append_create(body, "in\"dex", "i\nd", "{}");
  EXPECT_EQ(body,
            "{\"create\":{\"_index\":\"flock-2026-11-23\",\"_id\":\"id\"}}\n"
            "{ \"a\":1.0}\n"
            "{\"create\":{\"_index\":\"in\\\"dex\",\"_id\":\"i\\nd\"}}\n{}\n");
}

// As OpenSearch 2.19.2 answers.
constexpr const char* kAnswer =
    R"({"items":[{"create":{"status":201}},{"create":{"status":409,"error":)"
    R"({"type":"version_conflict_engine_exception","reason":"[A]: version )"
    R"(conflict"}}},{"create":{"status":400,"error":{"type":)"
    R"("mapper_parsing_exception","reason":"failed to parse field [a]"}}}]})";

TEST(Bulk, ReadsTheAnswerItemByItem) {
  const auto items = parse_bulk_answer(kAnswer, 3);
  ASSERT_TRUE(items);
  EXPECT_EQ((*items)[0].status, 201);
  EXPECT_EQ((*items)[0].type, "");
  EXPECT_EQ((*items)[1].status, 409);
  EXPECT_EQ((*items)[2].status, 400);
  EXPECT_EQ((*items)[2].type, "mapper_parsing_exception");
  EXPECT_EQ((*items)[2].reason, "failed to parse field [a]");
}

TEST(Bulk, TakesNoAnswerThatIsNotToWhatWasAsked) {
  EXPECT_FALSE(parse_bulk_answer(kAnswer, 2));
  EXPECT_FALSE(parse_bulk_answer(kAnswer, 4));
  for (const auto* answer :
       {"", "nonsense", "[]", "{}", R"({"items":{}})", R"({"items":[{}]})",
        R"({"items":[{"create":{}}]})",
        R"({"items":[{"create":{"status":"201"}}]})", R"({"items":[5]})"}) {
    EXPECT_FALSE(parse_bulk_answer(answer, 1)) << answer;
  }
}

TEST(Bulk, NamesTheErrorOfAWholeRequest) {
  EXPECT_EQ(error_type(R"({"error":{"type":"cluster_block_exception"}})"),
            "cluster_block_exception");
  EXPECT_EQ(error_type(R"({"error":"no handler found"})"), "");
  EXPECT_EQ(error_type("<html>"), "");
}

}  // namespace
}  // namespace flk
