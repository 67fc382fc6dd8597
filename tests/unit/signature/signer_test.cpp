// SPDX-License-Identifier: GPL-3.0-or-later
// Vectors: tests/vectors/worked_example.json, made by independent libraries.

#include <flock/signature/signer.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <string>

#include <flock/base/encoding.hpp>
#include <flock/record/object_writer.hpp>

#include "support/fake_clock.hpp"
#include "support/signing.hpp"
#include "support/temp_dir.hpp"

namespace flk {
namespace {

std::string refusal_of(std::string text) {
  const ParsedRecord record{std::move(text)};
  return Signer::refusal(*record);
}

TEST(Signer, MatchesTheWorkedExampleByteForByte) {
  const auto example = nlohmann::json::parse(
      contents(std::string(FLOCK_VECTORS) + "/worked_example.json"));
  const auto ledger = example["ledger"].get<std::string>();
  const Signer signer{SigningKey::from_seed(
      *from_hex(example["seed"].get<std::string>()), "\1\2\3\4\5\6\7\x08")};
  EXPECT_EQ(signer.public_key().line(), example["public"]);
  ChainPosition position{"01a206589b8000010203040506070809", 0, {}};
  for (const auto& record : example["records"]) {
    // What collect and redact add comes before the signature.
    const ParsedRecord input{record["input"].get<std::string>()};
    ObjectEdit flock;
    flock.set("cursor", "\"" + ledger + ".engine:" +
                            std::to_string(position.seq + 1) + "\"");
    flock.set("policy", "\"example\"");
    EXPECT_EQ(sign_text(signer, edited_flock(input->object(), flock), position),
              record["signed"].get<std::string>());
    EXPECT_EQ(position.prev, record["next_prev"].get<std::string>());
  }
  EXPECT_EQ(position.seq, 3u);
}

TEST(Signer, KeepsEveryOtherByte) {
  const Signer signer{key_of('k')};
  auto position = stream_of('s');
  const auto line =
      sign_text(signer, " {\"n\" : 1.50e1 , \"flock\" : {\"x\":\"\\u0041\"} } ",
                position);
  EXPECT_TRUE(line.starts_with(
      " {\"n\" : 1.50e1 , \"flock\" : {\"x\":\"\\u0041\",\"stream\":\"7373"))
      << line;
  EXPECT_TRUE(line.ends_with("} ")) << line;
}

TEST(Signer, LeavesOutPrevOnlyInTheFirstRecord) {
  const Signer signer{key_of('k')};
  auto position = stream_of('s');
  EXPECT_THAT(sign_text(signer, "{}", position),
              testing::Not(testing::HasSubstr("prev")));
  const auto prev = position.prev;
  EXPECT_THAT(sign_text(signer, "{}", position),
              testing::HasSubstr("\"seq\":2,\"prev\":\"" + prev + "\""));
}

TEST(Signer, RefusesTheMembersOfTheGateway) {
  for (const auto* name :
       {"@timestamp", "username", "user_name", "event.ingested"}) {
    EXPECT_THAT(refusal_of(std::string("{\"") + name + "\":1}"),
                testing::HasSubstr(name));
  }
  EXPECT_NE(refusal_of(R"({"user\u006eame":1})"), "");
  EXPECT_EQ(refusal_of(R"({"columns":{"username":"u"}})"), "");
}

TEST(Signer, RefusesWhatIsSignedAlready) {
  for (const auto* name : {"stream", "seq", "prev", "sig"}) {
    EXPECT_THAT(refusal_of(std::string("{\"flock\":{\"") + name + "\":null}}"),
                testing::HasSubstr(name));
  }
  EXPECT_NE(refusal_of(R"({"flock":{"s\u0069g":1}})"), "");
  EXPECT_EQ(refusal_of(R"({"flock":{"cursor":"c","id":"i"},"sig":1})"), "");
}

TEST(Signer, RefusesADeadLetter) {
  EXPECT_THAT(refusal_of(R"({"flock":{"cursor":"c","error":{"n":1}}})"),
              testing::HasSubstr("flock.error"));
  EXPECT_EQ(refusal_of(R"({"error":1})"), "");
}

TEST(Signer, RefusesToAnnounceAKey) {
  EXPECT_THAT(refusal_of(R"({"type":"flock_key","public_key":"k"})"),
              testing::HasSubstr("only flock-sign rotate"));
  EXPECT_NE(refusal_of(R"({"t\u0079pe":"flock\u005fkey"})"), "");
  EXPECT_EQ(refusal_of(R"({"columns":{"type":"flock_key"}})"), "");
}

TEST(Signer, RefusesAFlockThatIsNoObject) {
  EXPECT_NE(refusal_of(R"({"flock":1})"), "");
  EXPECT_NE(refusal_of(R"({"flock":[]})"), "");
  EXPECT_EQ(refusal_of(R"({"flock":{}})"), "");
}

TEST(NewStream, IsTheTimeAndTenRandomBytes) {
  FakeClock clock{Milliseconds{0x01a206589b80}};
  FakeRandom random;
  const auto position = new_stream(clock, random);
  EXPECT_EQ(position.stream, "01a206589b8000010203040506070809");
  EXPECT_EQ(position.seq, 0u);
  EXPECT_EQ(position.prev, "");
  EXPECT_EQ(new_stream(clock, random).stream,
            "01a206589b800a0b0c0d0e0f10111213");
}

}  // namespace
}  // namespace flk
