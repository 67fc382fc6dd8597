// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/record/record.hpp>

#include <gtest/gtest.h>

#include "support/records.hpp"

namespace flk {
namespace {

TEST(Record, FindsMembersOfFlock) {
  const ParsedRecord record{R"({"name":"x","flock":{"cursor":"L.engine:4"}})"};
  EXPECT_EQ(record->text("name"), "x");
  EXPECT_EQ(record->flock_text("cursor"), "L.engine:4");
  EXPECT_EQ(record->flock_text("sig"), "");
  EXPECT_EQ(record->text("missing"), "");
}

TEST(Record, IsAnAgentRecordByItsType) {
  EXPECT_TRUE(is_agent_record(*ParsedRecord{R"({"type":"flock_run"})"}));
  EXPECT_FALSE(is_agent_record(*ParsedRecord{R"({"type":"other"})"}));
  EXPECT_FALSE(is_agent_record(*ParsedRecord{R"({"type":7})"}));
  EXPECT_FALSE(is_agent_record(*ParsedRecord{R"({"name":"os_version"})"}));
}

TEST(RecordParser, SaysWhereALineIsWrong) {
  RecordParser parser;
  EXPECT_FALSE(parser.parse("{\"a\":}"));
  EXPECT_EQ(parser.reason(), "a value is missing at byte 6");
  EXPECT_FALSE(parser.parse("7"));
  EXPECT_EQ(parser.reason(), "not a JSON object");
}

}  // namespace
}  // namespace flk
