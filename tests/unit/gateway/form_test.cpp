// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/gateway/form.hpp>

#include <gtest/gtest.h>
#include <string>

#include <flock/record/json.hpp>

namespace flk {
namespace {

TEST(JsonOfForm, DecodesNamesAndValues) {
  EXPECT_EQ(json_of_form("username=ann&name=Nick+Fury%21"),
            R"({"username":"ann","name":"Nick Fury!"})");
  EXPECT_EQ(json_of_form("a=%C3%A9&b=1=2&c&=d"),
            R"({"a":"é","b":"1=2","c":"","":"d"})");
}

TEST(JsonOfForm, TakesTheFirstOfTwo) {
  EXPECT_EQ(json_of_form("a=1&a=2&&a=3"), R"({"a":"1"})");
}

TEST(JsonOfForm, MakesJsonOfWhateverComes) {
  for (const auto* body : {"", "&&", "%", "a=%", "a=%4", "a=%zz", "a=%ff",
                           "%22=%22%5C%0A", "a=%00", "=\xff"}) {
    JsonParser parser;
    EXPECT_TRUE(parser.parse(json_of_form(body))) << body;
  }
}

}  // namespace
}  // namespace flk
