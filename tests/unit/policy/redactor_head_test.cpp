// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/policy/redactor_head.hpp>

#include <gtest/gtest.h>
#include <string>

namespace flk {
namespace {

std::string fault_of(const std::string& text) {
  JsonParser parser;
  return RecordHead{*parser.parse(text)}.fault();
}

TEST(RecordHead, FindsWhatSaysWhatARecordIs) {
  const std::string text =
      R"({"\u006eame":"n","columns":{"type":"x"},"flock":{},"event.ingested":1})";
  JsonParser parser;
  const RecordHead head{*parser.parse(text)};
  EXPECT_EQ(head.name->decoded(), "n");
  EXPECT_TRUE(head.columns && head.flock && head.ingested);
  EXPECT_FALSE(head.type || head.snapshot || head.batch || head.host);
}

TEST(RecordHead, TakesTheThreeFormsOfResultRecords) {
  EXPECT_EQ(fault_of(R"({"name":"n","columns":{}})"), "");
  EXPECT_EQ(fault_of(R"({"name":"n","snapshot":[{}]})"), "");
  EXPECT_EQ(fault_of(R"({"name":"n","diffResults":{"removed":[{}]}})"), "");
}

TEST(RecordHead, SaysWhatIsWrongWithoutTheContent) {
  EXPECT_EQ(fault_of("{}"),
            "neither an agent record nor a result record: no name");
  EXPECT_EQ(fault_of(R"({"name":"n"})"),
            "a result record without columns, snapshot or diffResults");
  EXPECT_EQ(fault_of(R"({"name":"n","columns":"x"})"),
            "a result record whose columns is no object");
  EXPECT_EQ(fault_of(R"({"name":"n","snapshot":[1]})"),
            "a result record whose snapshot is no array of objects");
  EXPECT_EQ(fault_of(R"({"name":"n","diffResults":{"added":{}}})"),
            "a result record whose diffResults has no arrays of objects");
  EXPECT_EQ(fault_of(R"({"name":"n","columns":{},"hostIdentifier":null})"),
            "a result record whose hostIdentifier is no string");
}

}  // namespace
}  // namespace flk
