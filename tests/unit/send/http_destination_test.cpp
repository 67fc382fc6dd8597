// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/send/http_destination.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>

namespace flk {
namespace {

using testing::HasSubstr;

SubmitResult meaning_of(int status, const std::string& body,
                        std::size_t count = 3) {
  HttpAnswer answer;
  answer.status = status;
  answer.body = body;
  return interpret_answer(answer, count);
}

TEST(InterpretAnswer, KnowsThatAllIsStored) {
  const auto result =
      meaning_of(200, R"({"error":false,"processed_count":3,"rejected":[]})");
  EXPECT_EQ(result.outcome, SubmitOutcome::answered);
  EXPECT_TRUE(result.rejected.empty());
}

TEST(InterpretAnswer, TakesThePredecessorsAnswer) {
  EXPECT_EQ(meaning_of(200, R"({"error":false,"processed_count":3})").outcome,
            SubmitOutcome::answered);
}

TEST(InterpretAnswer, KnowsWhatWasRejectedBesideWhatIsStored) {
  const auto result = meaning_of(200, R"({"error":false,"processed_count":2,
               "rejected":[{"index":1,"reason":"too long"}]})");
  EXPECT_EQ(result.outcome, SubmitOutcome::answered);
  ASSERT_EQ(result.rejected.size(), 1u);
  EXPECT_EQ(result.rejected[0].index, 1u);
  EXPECT_EQ(result.rejected[0].reason, "too long");
}

TEST(InterpretAnswer, TrustsNoSuccessThatDoesNotSpeakOfAllRecords) {
  for (const auto* body :
       {"", "<html>Welcome to the hotel</html>", "{}", "[]",
        R"({"error":false})", R"({"error":true,"processed_count":3})",
        R"({"error":false,"processed_count":2})",
        R"({"error":false,"processed_count":4})",
        R"({"error":false,"processed_count":"3"})",
        R"({"error":false,"processed_count":2,"rejected":[{"index":3}]})",
        R"({"error":false,"processed_count":1,
            "rejected":[{"index":0},{"index":0}]})",
        R"({"error":false,"processed_count":3,"rejected":[7]})"}) {
    const auto result = meaning_of(200, body);
    EXPECT_EQ(result.outcome, SubmitOutcome::try_again) << body;
    EXPECT_THAT(result.reason, HasSubstr("not a gateway's")) << body;
  }
}

TEST(InterpretAnswer, TellsRefusalsOfTheLaptopFromThoseOfRecords) {
  const std::string error = R"({"error":true,"error_msg":"Item 0 is bad"})";
  EXPECT_EQ(meaning_of(401, "").outcome, SubmitOutcome::not_allowed);
  EXPECT_EQ(meaning_of(403, error).outcome, SubmitOutcome::not_allowed);
  EXPECT_EQ(meaning_of(413, "").outcome, SubmitOutcome::whole_refused);
  const auto refused = meaning_of(400, error);
  EXPECT_EQ(refused.outcome, SubmitOutcome::whole_refused);
  EXPECT_EQ(refused.reason, "Item 0 is bad");
}

TEST(InterpretAnswer, TriesAgainWhereNoGatewayRefused) {
  for (const int status : {302, 400, 404, 429, 500, 502, 503}) {
    EXPECT_EQ(meaning_of(status, "<html></html>").outcome,
              SubmitOutcome::try_again)
        << status;
  }
}

}  // namespace
}  // namespace flk
