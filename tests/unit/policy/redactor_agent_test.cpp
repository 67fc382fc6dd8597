// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/policy/redactor_agent.hpp>

#include <gtest/gtest.h>
#include <string>

#include <flock/policy/redactor.hpp>

#include "support/records.hpp"

namespace flk {
namespace {

constexpr char kCommon[] = R"("timestamp":1795417200000,"hostIdentifier":"h")";

std::string record(const std::string& type, const std::string& members) {
  return R"({"type":")" + type + "\"," + kCommon +
         (members.empty() ? "" : ",") + members + "}";
}

// What leaves of `line`; empty where it is malformed.
std::string redacted(const std::string& line) {
  const auto policy = Policy::parse(R"({"members":[],"twigs":{}})", "p");
  const PolicyKeys keys;
  Redactor redactor{policy, keys};
  const ParsedRecord parsed{line};
  std::string out;
  const auto outcome = redactor.redact(*parsed, out);
  if (outcome == RedactOutcome::malformed) return "";
  EXPECT_EQ(outcome, RedactOutcome::passed);
  const auto mark = R"("policy":")" + policy.id() + "\"";
  const auto at = out.find(mark);
  if (at == std::string::npos) return "no flock.policy in " + out;
  return out.replace(at, mark.size(), "P");
}

void expect_passes(const std::string& type, const std::string& members) {
  const auto line = record(type, members);
  EXPECT_EQ(redacted(line),
            line.substr(0, line.size() - 1) + R"(,"flock":{P}})");
}

void expect_malformed(const std::string& type, const std::string& members) {
  EXPECT_EQ(redacted(record(type, members)), "");
}

TEST(AgentRecords, PassAsTheyAreListed) {
  expect_passes("twigs_enabled", R"("twig_ids":["os_version","a-B_9"])");
  expect_passes("twigs_disabled", R"("twig_ids":[])");
  expect_passes("server_enabled", "");
  expect_passes("server_disabled", "");
  expect_passes("flock_run", R"("rows":{"t":3,"u":0},"failures":{})");
  expect_passes("flock_loss", R"("count":2,"reason":"refused","stream":")" +
                                  std::string(32, 'a') +
                                  R"(","seqs":[4,9007199254740993])");
  expect_passes("flock_loss", R"("count":1,"reason":"withdrawn","digest":")" +
                                  std::string(43, 'A') + "\"");
  expect_passes("flock_loss", R"("count":1,"reason":"unread")");
  expect_passes(
      "flock_key",
      R"("public_key":"RWQBAgMEBQYHCAOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4")");
  expect_passes("user_registered",
                R"("name":"Ann's laptop","event.ingested":"t")");
}

TEST(AgentRecords, PassWithoutWhatIsNotListedForTheirType) {
  const auto plain = redacted(record("server_enabled", ""));
  for (const auto* members :
       {R"("name":"secret")", R"("twig_ids":["secret"])",
        R"("columns":{"a":"secret"})", R"("rows":{"secret":1})",
        R"("Timestamp":"secret","decorations":{"user":"secret"})"}) {
    EXPECT_EQ(redacted(record("server_enabled", members)), plain);
  }
}

TEST(AgentRecords, KeepTheirCursorAndTheGatewaysMembers) {
  EXPECT_EQ(
      redacted(
          R"({"type":"server_enabled","timestamp":1,"hostIdentifier":"h","username":"h","flock":{"cursor":"c","sig":"s"}})"),
      R"({"type":"server_enabled","timestamp":1,"hostIdentifier":"h","username":"h","flock":{"cursor":"c",P}})");
}

TEST(AgentRecords, AreMalformedWithOtherValues) {
  expect_malformed("twigs_enabled", R"("twig_ids":"os_version")");
  expect_malformed("twigs_enabled", R"("twig_ids":["Ann's laptop"])");
  expect_malformed("twigs_enabled", R"("twig_ids":[""])");
  expect_malformed("twigs_enabled",
                   R"("twig_ids":[")" + std::string(101, 'a') + "\"]");
  expect_malformed("twigs_enabled", R"("twig_ids":[7])");
  const auto run = [](const std::string& members) {
    expect_malformed("flock_run", R"("failures":{},)" + members);
  };
  run(R"("rows":{"t":-1})");
  run(R"("rows":{"t":"secret"})");
  run(R"("rows":{"a secret":1})");
  expect_malformed("flock_run", R"("rows":{},"failures":["t"])");
  expect_malformed("flock_loss", R"("reason":"unread","count":1.5)");
  expect_malformed("flock_loss", R"("count":1,"reason":"because of a secret")");
  const auto loss = [](const std::string& members) {
    expect_malformed("flock_loss", R"("count":1,"reason":"unread",)" + members);
  };
  loss(R"("stream":"secret")");
  loss(R"("seqs":[0])");
  loss(R"("seqs":["secret"])");
  loss(R"("digest":"secret")");
  expect_malformed("flock_key", R"("public_key":"secret")");
  expect_malformed("flock_key",
                   R"("public_key":")" + std::string(56, 'A') + "\"");
  expect_malformed("user_registered",
                   R"("name":{"secret":1},"event.ingested":"t")");
}

TEST(AgentRecords, AreMalformedWithoutWhatTheirTypeNeeds) {
  expect_malformed("twigs_enabled", "");
  expect_malformed("twigs_disabled", "");
  expect_malformed("flock_run", R"("rows":{})");
  expect_malformed("flock_run", R"("failures":{})");
  expect_malformed("flock_loss", R"("count":1)");
  expect_malformed("flock_loss", R"("reason":"unread")");
  expect_malformed("flock_key", "");
}

TEST(AgentRecords, OfTheGatewayPassOnlyFromTheStore) {
  expect_malformed("user_registered", R"("name":"a secret")");
  expect_malformed("user_already_exists", R"("name":"a secret")");
  expect_passes("user_already_exists", R"("event.ingested":"t","name":"Ann")");
}

TEST(AgentRecords, AreMalformedWithoutWhatAllHave) {
  for (const auto* line :
       {R"({"type":"server_enabled","hostIdentifier":"h"})",
        R"({"type":"server_enabled","timestamp":1})",
        R"({"type":"server_enabled","timestamp":"1","hostIdentifier":"h"})",
        R"({"type":"server_enabled","timestamp":1,"hostIdentifier":["h"]})"}) {
    EXPECT_EQ(redacted(line), "");
  }
}

TEST(AgentRecords, SayWhichMemberIsWrong) {
  JsonParser parser;
  const std::string line = record("flock_run", R"("rows":7)");
  EXPECT_EQ(agent_record_fault("flock_run", *parser.parse(line)),
            "a flock_run record whose 'rows' is not as flock-record(5) has it");
}

}  // namespace
}  // namespace flk
