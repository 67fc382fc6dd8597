// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/policy/redactor_head.hpp>

#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace flk {
namespace {

std::string fault_of(const std::string& text) {
  JsonParser parser;
  const std::vector<std::string> members;
  MemberKinds kinds{members};
  const auto object = *parser.parse(text);
  return RecordHead{object, kinds.of(object)}.fault();
}

TEST(RecordHead, FindsWhatSaysWhatARecordIs) {
  const std::string text =
      R"({"\u006eame":"n","columns":{"type":"x"},"flock":{},"event.ingested":1})";
  JsonParser parser;
  const std::vector<std::string> members;
  MemberKinds kinds{members};
  const auto object = *parser.parse(text);
  const RecordHead head{object, kinds.of(object)};
  EXPECT_EQ(head.name->decoded(), "n");
  EXPECT_TRUE(head.columns && head.flock && head.ingested);
  EXPECT_FALSE(head.type || head.snapshot || head.batch || head.host);
}

TEST(MemberKinds, TellWhatPassesBesideWhatAlwaysDoes) {
  const std::vector<std::string> members{"name", "unixTime"};
  MemberKinds kinds{members};
  const std::string text =
      R"({"x":1,"name":1,"\u0075nixTime":1,"type":1,"username":1,"hostIdentifier":1,"y":1,"name2":1})";
  JsonParser parser;
  std::string passing;
  const auto object = *parser.parse(text);
  for (int again = 0; again < 2; ++again) {
    auto known = kinds.of(object).begin();
    for (const auto member : object.members()) {
      if ((known++)->passes) passing += member.key.decoded() + " ";
    }
  }
  const std::string once = "name unixTime username hostIdentifier ";
  EXPECT_EQ(passing, once + once);
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
