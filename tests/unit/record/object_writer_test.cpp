// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/record/object_writer.hpp>

#include <gtest/gtest.h>
#include <string>

#include "support/records.hpp"

namespace flk {
namespace {

std::string edited(const std::string& text, const ObjectEdit& edit) {
  const ParsedRecord record{text};
  return edited_line(record->object(), edit);
}

TEST(ObjectEdit, KeepsTheBytesOfWhatItDoesNotTouch) {
  const std::string text =
      R"({"z":1e2, "b\u0061":9007199254740993 ,"s":"\u00e9\/","n":{ "x" : 1 }})";
  ObjectEdit edit;
  edit.set("new", "true");
  EXPECT_EQ(
      edited(text, edit),
      R"({"z":1e2, "b\u0061":9007199254740993 ,"s":"\u00e9\/","n":{ "x" : 1 },"new":true})");
}

TEST(ObjectEdit, ReplacesInPlaceAndComparesKeysDecoded) {
  ObjectEdit edit;
  edit.set("ba", "2");
  EXPECT_EQ(edited(R"({"a":1,"b\u0061":1,"c":1})", edit),
            R"({"a":1,"b\u0061":2,"c":1})");
}

TEST(ObjectEdit, RemovesAtAnyPlace) {
  const std::string text = R"({"a":1,"b":2,"c":3})";
  EXPECT_EQ(edited(text, ObjectEdit{}.remove("a")), R"({"b":2,"c":3})");
  EXPECT_EQ(edited(text, ObjectEdit{}.remove("b")), R"({"a":1,"c":3})");
  EXPECT_EQ(edited(text, ObjectEdit{}.remove("c")), R"({"a":1,"b":2})");
  EXPECT_EQ(edited(text, ObjectEdit{}.remove("a").remove("b").remove("c")),
            "{}");
  EXPECT_EQ(edited(text, ObjectEdit{}.remove("a").remove("b").remove("c").set(
                             "d", "4")),
            R"({"d":4})");
  EXPECT_EQ(edited("{}", ObjectEdit{}.set("d", "4")), R"({"d":4})");
}

TEST(ObjectEdit, KeepsWhatStandsAroundTheObject) {
  EXPECT_EQ(edited("  {\"a\":1} \r", ObjectEdit{}.set("a", "2")),
            "  {\"a\":2} \r");
}

TEST(EditedFlock, MakesChangesAndRemovesTheMember) {
  const ParsedRecord bare{R"({"a":1})"};
  EXPECT_EQ(edited_flock(bare->object(), ObjectEdit{}.set("seq", "1")),
            R"({"a":1,"flock":{"seq":1}})");
  const ParsedRecord record{R"({"flock":{"cursor":"x","error":{}},"a":1})"};
  EXPECT_EQ(edited_flock(record->object(), ObjectEdit{}.remove("error")),
            R"({"flock":{"cursor":"x"},"a":1})");
  EXPECT_EQ(edited_flock(record->object(),
                         ObjectEdit{}.remove("error").remove("cursor")),
            R"({"a":1})");
}

TEST(EditedFlock, OverwritesAFlockThatIsNoObject) {
  const ParsedRecord record{R"({"flock":7,"a":1})"};
  EXPECT_EQ(edited_flock(record->object(), ObjectEdit{}.set("seq", "1")),
            R"({"flock":{"seq":1},"a":1})");
}

}  // namespace
}  // namespace flk
