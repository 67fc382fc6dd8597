// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/signature/claim.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include <flock/base/encoding.hpp>

#include "support/temp_dir.hpp"
#include "support/verification.hpp"

namespace flk {
namespace {

const std::string kDigest = "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0";

Claim claim_in(const std::string& text) {
  const ParsedRecord record{text};
  return claim_of(*record);
}

// A signed record of these members; what stands in flock is `flock`.
Claim claim_with(const std::string& members) {
  const Signer signer{key_of('k')};
  auto position = stream_of('s');
  return claim_in(sign_text(signer, "{" + members + "}", position));
}

TEST(Claim, HoldsWhatTheWorkedExampleSays) {
  const auto example = nlohmann::json::parse(
      contents(std::string(FLOCK_VECTORS) + "/worked_example.json"));
  const auto key = *PublicKey::parse(example["public"].get<std::string>());
  std::optional<Digest> prev;
  std::uint64_t seq = 0;
  for (const auto& record : example["records"]) {
    const auto claim = claim_in(record["signed"].get<std::string>());
    EXPECT_TRUE(claim.is_signed);
    EXPECT_EQ(claim.fault, "");
    EXPECT_EQ(to_text(*claim.stream), "01a206589b8000010203040506070809");
    EXPECT_EQ(claim.seq, ++seq);
    EXPECT_EQ(claim.prev, prev);
    EXPECT_EQ(claim.kid, example["kid"]);
    EXPECT_EQ(claim.host_identifier, example["user"]);
    EXPECT_TRUE(verify_signature(key, claim.signing_input, claim.signature));
    prev = parse_digest(record["next_prev"].get<std::string>());
    EXPECT_EQ(claim.link, prev);
  }
}

TEST(Claim, IsUnsignedWithoutASignature) {
  for (const auto* text : {"{}", R"({"flock":{}})", R"({"flock":1})",
                           R"({"flock":{"seq":1}})", R"({"sig":"x"})"}) {
    EXPECT_FALSE(claim_in(text).is_signed) << text;
  }
  const auto claim = claim_in(
      R"({"flock":{"stream":"01a206589b8000010203040506070809","seq":7}})");
  EXPECT_TRUE(claim.stream);
  EXPECT_EQ(claim.seq, 7u);
}

TEST(Claim, FindsWhatIsNotInItsForm) {
  const std::string good =
      R"("stream":"01a206589b8000010203040506070809","seq":2)";
  const auto fault = [](const std::string& flock) {
    return claim_in("{\"flock\":{" + flock + ",\"sig\":\"x\"}}").fault;
  };
  EXPECT_THAT(fault(good), testing::HasSubstr("flock.sig"));
  EXPECT_THAT(fault(R"("seq":2)"), testing::HasSubstr("flock.stream"));
  EXPECT_THAT(fault(R"("stream":"01A2","seq":2)"),
              testing::HasSubstr("flock.stream"));
  for (const auto* seq : {"0", "-1", "\"2\"", "2.5", "null", "1e0"}) {
    EXPECT_THAT(fault(R"("stream":"01a206589b8000010203040506070809","seq":)" +
                      std::string(seq)),
                testing::HasSubstr("flock.seq"))
        << seq;
  }
  EXPECT_THAT(fault(good + R"(,"prev":"x")"), testing::HasSubstr("flock.prev"));
  EXPECT_THAT(fault(good + R"(,"prev":null)"),
              testing::HasSubstr("flock.prev"));
}

TEST(Claim, NamesItsUsers) {
  auto position = stream_of('s');
  const auto lines = signed_rows(Signer{key_of('k')}, position, 1);
  const auto claim = claim_in(stored(lines[0], "bob"));
  EXPECT_EQ(claim.host_identifier, "ann");
  EXPECT_EQ(claim.username, "bob");
}

TEST(Claim, TakesANameThatIsNoStringAsItStands) {
  EXPECT_EQ(claim_with("\"hostIdentifier\":[1]").host_identifier, "[1]");
  EXPECT_FALSE(claim_with("\"a\":1").host_identifier);
}

TEST(Claim, ComparesTheTimestampWithTheRecordsOwnTime) {
  const auto fits = [](const std::string& line) {
    return claim_in(line).timestamp_fits;
  };
  const std::string sig = R"("flock":{"sig":"x"})";
  EXPECT_TRUE(fits("{\"unixTime\":1795417200," + sig + "}"));
  EXPECT_TRUE(
      fits("{\"unixTime\":1795417200,"
           "\"@timestamp\":\"2026-11-23T07:00:00.000Z\"," +
           sig + "}"));
  for (const auto* timestamp :
       {"2026-11-23T07:00:00.001Z", "2026-11-23t07:00:00.000Z",
        "2026-11-23T07:00:00Z", ""}) {
    EXPECT_FALSE(fits("{\"unixTime\":1795417200,\"@timestamp\":\"" +
                      std::string(timestamp) + "\"," + sig + "}"))
        << timestamp;
  }
  EXPECT_FALSE(fits("{\"unixTime\":1795417200,\"@timestamp\":1," + sig + "}"));
  // Nobody adds one to a record without a time of its own.
  EXPECT_FALSE(
      fits("{\"@timestamp\":\"2026-11-23T07:00:00.000Z\"," + sig + "}"));
}

TEST(Claim, MissesWhatAGatewayAddsToARecordThatItStored) {
  auto position = stream_of('s');
  const auto line =
      stored(signed_rows(Signer{key_of('k')}, position, 1)[0], "ann");
  const auto without = [](const std::string& from, std::string_view member) {
    return edited(from, ObjectEdit().remove(member));
  };
  EXPECT_FALSE(claim_in(line).username_is_gone);
  EXPECT_TRUE(claim_in(without(line, kUsernameMember)).username_is_gone);
  EXPECT_FALSE(claim_in(without(line, kTimestampMember)).timestamp_fits);
  // Without event.ingested it is as it was before a gateway had it.
  const auto bare = without(line, kIngestedMember);
  EXPECT_FALSE(claim_in(without(bare, kUsernameMember)).username_is_gone);
  EXPECT_TRUE(claim_in(without(bare, kTimestampMember)).timestamp_fits);
  // And one that tells no time is given none.
  const auto timeless = without(line, "unixTime");
  EXPECT_TRUE(claim_in(without(timeless, kTimestampMember)).timestamp_fits);
}

TEST(Claim, ReadsALossOfNumbers) {
  const auto claim = claim_with(
      R"("type":"flock_loss","stream":"01a206589b8000010203040506070809",)"
      R"("seqs":[9,3,4])");
  EXPECT_EQ(claim.fault, "");
  ASSERT_TRUE(claim.loss);
  EXPECT_THAT(claim.loss->seqs, testing::ElementsAre(3, 4, 9));
  EXPECT_FALSE(claim.withdrawn);
}

TEST(Claim, ReadsALossThatStandsForARecord) {
  const auto claim =
      claim_with(R"("type":"flock_loss","digest":")" + kDigest + "\"");
  EXPECT_EQ(claim.fault, "");
  EXPECT_EQ(claim.withdrawn, parse_digest(kDigest));
  EXPECT_FALSE(claim.loss);
}

TEST(Claim, TakesALossWithoutNumbers) {
  const auto claim = claim_with(R"("type":"flock_loss","count":3)");
  EXPECT_EQ(claim.fault, "");
  EXPECT_FALSE(claim.loss);
  EXPECT_FALSE(claim.withdrawn);
}

TEST(Claim, FindsALossThatIsNotUnderstood) {
  const std::string loss = R"("type":"flock_loss",)";
  const std::string stream = R"("stream":"01a206589b8000010203040506070809")";
  for (const auto& members :
       {stream, std::string(R"("seqs":[1])"),
        std::string(R"("stream":"x","seqs":[1])"), stream + R"(,"seqs":1)",
        stream + R"(,"seqs":[0])", stream + R"(,"seqs":[1,"2"])",
        std::string(R"("digest":"x")")}) {
    EXPECT_NE(claim_with(loss + members).fault, "") << members;
  }
}

TEST(Claim, ReadsANewKey) {
  const auto line = key_of('n').public_key().line();
  const auto claim =
      claim_with(R"("type":"flock_key","public_key":")" + line + "\"");
  EXPECT_EQ(claim.fault, "");
  EXPECT_EQ(claim.new_key, key_of('n').public_key());
  EXPECT_NE(claim_with(R"("type":"flock_key")").fault, "");
  EXPECT_NE(claim_with(R"("type":"flock_key","public_key":"x")").fault, "");
  for (const auto* mark : {"cursor", "rules", "policy"}) {
    EXPECT_NE(claim_with(R"("type":"flock_key","public_key":")" + line +
                         R"(","flock":{")" + mark + R"(":"x"})")
                  .fault,
              "")
        << "another tool had it: " << mark;
  }
  EXPECT_FALSE(claim_with(R"("type":"other","public_key":"x")").new_key);
}

TEST(Claim, KnowsTheGatewaysOwnRecords) {
  const auto is_gateways_own = [](const std::string& text) {
    return claim_in(text).is_gateways_own;
  };
  EXPECT_TRUE(
      is_gateways_own(R"({"type":"user_registered","event.ingested":"t"})"));
  EXPECT_TRUE(is_gateways_own(
      R"({"type":"user_already_exists","event.ingested":"t"})"));
  EXPECT_FALSE(is_gateways_own(R"({"type":"user_registered"})"));
  EXPECT_FALSE(is_gateways_own(
      R"({"type":"user_registered","event.ingested":"t","flock":{"sig":1}})"));
  EXPECT_FALSE(is_gateways_own(R"({"type":"flock_run","event.ingested":"t"})"));
}

}  // namespace
}  // namespace flk
