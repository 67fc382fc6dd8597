// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/gateway/glance.hpp>

#include <gtest/gtest.h>
#include <string>

#include "support/records.hpp"

namespace flk {
namespace {

std::string raw(const std::optional<JsonValue>& value) {
  return value ? std::string(value->raw()) : "none";
}

TEST(Glance, FindsWhatTheGatewayLooksAt) {
  const ParsedRecord record{
      R"({"name":"n","hostIdentifier":"ann","unixTime":1,"timestamp":2,)"
      R"("type":"t","columns":{"type":"another"},"hostname":"no"})"};
  const Glance glance{*record};
  EXPECT_EQ(raw(glance.name), "\"n\"");
  EXPECT_EQ(raw(glance.host_identifier), "\"ann\"");
  EXPECT_EQ(raw(glance.unix_time), "1");
  EXPECT_EQ(raw(glance.timestamp), "2");
  EXPECT_EQ(raw(glance.type), "\"t\"");
  EXPECT_EQ(raw(glance.columns), R"({"type":"another"})");
  EXPECT_TRUE(glance.takes_members);
}

TEST(Glance, ComparesKeysDecoded) {
  const ParsedRecord record{R"({"\u0068ostIdentifier":"ann","":1})"};
  const Glance glance{*record};
  EXPECT_EQ(raw(glance.host_identifier), "\"ann\"");
  EXPECT_EQ(raw(glance.name), "none");
}

TEST(Glance, SeesWhereMembersCannotBePutBehind) {
  for (const auto* text :
       {"{}", R"({"@timestamp":1})", R"({"username":1})", R"({"user_name":1})",
        R"({"event.ingested":1})", R"({"a":1,"user\u006eame":2})"}) {
    EXPECT_FALSE(Glance{*ParsedRecord{text}}.takes_members) << text;
  }
  EXPECT_TRUE(Glance{*ParsedRecord{R"({"a":{"username":1}})"}}.takes_members);
}

TEST(Glance, KnowsAgentRecords) {
  EXPECT_TRUE(
      is_agent_record(Glance{*ParsedRecord{R"({"type":"flock_run"})"}}));
  EXPECT_FALSE(is_agent_record(Glance{*ParsedRecord{R"({"type":"other"})"}}));
  EXPECT_FALSE(is_agent_record(Glance{*ParsedRecord{R"({"type":1})"}}));
  EXPECT_FALSE(is_agent_record(Glance{*ParsedRecord{"{}"}}));
}

}  // namespace
}  // namespace flk
