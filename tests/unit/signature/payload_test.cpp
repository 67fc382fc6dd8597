// SPDX-License-Identifier: GPL-3.0-or-later
// Vectors: tests/vectors/worked_example.json, made by independent libraries.

#include <flock/signature/payload.hpp>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <string>

#include "support/records.hpp"
#include "support/temp_dir.hpp"

namespace flk {
namespace {

std::string payload_of(std::string text) {
  const ParsedRecord record{std::move(text)};
  return signature_payload(*record);
}

TEST(SignaturePayload, MatchesTheWorkedExample) {
  const auto example = nlohmann::json::parse(
      contents(std::string(FLOCK_VECTORS) + "/worked_example.json"));
  ASSERT_EQ(example["records"].size(), 3u);
  for (const auto& record : example["records"]) {
    EXPECT_EQ(payload_of(record["signed"].get<std::string>()),
              record["payload"].get<std::string>());
  }
}

TEST(SignaturePayload, LeavesOutWhatTheGatewayAdds) {
  EXPECT_EQ(payload_of(R"({"b":1,"@timestamp":"t","username":"u",)"
                       R"("user_name":"n","event.ingested":"i","a":2})"),
            R"({"a":2,"b":1})");
}

TEST(SignaturePayload, ComparesKeysDecoded) {
  EXPECT_EQ(payload_of(R"({"user\u006eame":"u","fl\u006fck":{"s\u0069g":1}})"),
            R"({"flock":{}})");
}

TEST(SignaturePayload, LeavesOutOnlyTopLevelMembers) {
  EXPECT_EQ(payload_of(R"({"columns":{"username":"u","flock":{"sig":1}},)"
                       R"("sig":2,"id":3})"),
            R"({"columns":{"flock":{"sig":1},"username":"u"},"id":3,"sig":2})");
}

TEST(SignaturePayload, LeavesOutFourMembersOfFlock) {
  EXPECT_EQ(payload_of(R"({"flock":{"sig":"s","seq":7,"id":"i","index":"x",)"
                       R"("error":{"n":1},"cursor":"c","other":null}})"),
            R"({"flock":{"cursor":"c","other":null,"seq":7}})");
}

TEST(SignaturePayload, KeepsAFlockInWhichNothingElseStands) {
  EXPECT_EQ(payload_of(R"({"flock":{"sig":"s"},"a":1})"),
            R"({"a":1,"flock":{}})");
  EXPECT_EQ(payload_of(R"({"a":1})"), R"({"a":1})");
  EXPECT_EQ(payload_of(R"({"flock":[1.0]})"), R"({"flock":[1]})");
}

TEST(SignaturePayload, HasThePlaceThatIsYetToBeAdded) {
  const ParsedRecord record{R"({"a":1,"flock":{"policy":"p","zeta":1}})"};
  EXPECT_EQ(signature_payload(*record, {"ab", 2, "cd"}),
            R"({"a":1,"flock":{"policy":"p","prev":"cd","seq":2,)"
            R"("stream":"ab","zeta":1}})");
  const ParsedRecord plain{R"({"g":1})"};
  EXPECT_EQ(signature_payload(*plain, {"ab", 1, ""}),
            R"({"flock":{"seq":1,"stream":"ab"},"g":1})");
}

}  // namespace
}  // namespace flk
