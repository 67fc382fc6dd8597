// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/collect/json_tree.hpp>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <string>

namespace flk {
namespace {

TEST(JsonTree, FindsMembersByTheirPath) {
  const auto tree = parse_tree(R"({"a": {"b": "x", "c": [1]}, "d": true})");
  EXPECT_EQ(scalar(member(tree, "a.b")), "x");
  EXPECT_EQ(scalar(member(tree, "d")), "true");
  EXPECT_EQ(scalar(member(tree, "d"), "0", "1"), "1");
  EXPECT_EQ(scalar(member(tree, "a.c")), "");
  EXPECT_TRUE(member(tree, "a.x").is_null());
  EXPECT_TRUE(member(tree, "d.x").is_null());
}

TEST(JsonTree, IsNullWhereThereIsNoJson) {
  EXPECT_TRUE(parse_tree("").is_null());
  EXPECT_TRUE(parse_tree("{\"a\"").is_null());
}

TEST(JsonTree, SkipsCommentsAsChromeDoes) {
  EXPECT_EQ(to_text(parse_tree("// c\n{/* c */\"a\": 1}")), R"({"a":1})");
}

TEST(JsonTree, KeepsStringsThatAreNoUtf8) {
  EXPECT_EQ(scalar(member(parse_tree("{\"a\": \"b\xff\"}"), "a")), "b\\xFF");
}

TEST(JsonTree, LeavesOutWhatNestsTooDeep) {
  const std::string deep(100000, '[');
  const auto tree = parse_tree(R"({"a": 1, "b": )" + deep +
                               std::string(deep.size(), ']') + "}");
  EXPECT_EQ(scalar(member(tree, "a")), "1");
  EXPECT_LT(to_text(tree).size(), 1000u);
}

}  // namespace
}  // namespace flk
