// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/gateway/json_truth.hpp>

#include <gtest/gtest.h>

namespace flk {
namespace {

TEST(IsFalsy, TakesPythonsViewOfJson) {
  JsonParser parser;
  for (const auto* text : {"{}", "[ ]", "null", "false", "\"\"", "0", "-0",
                           "0.0", "-0.00e7", "0E-1"}) {
    EXPECT_TRUE(is_falsy(*parser.parse(text))) << text;
  }
  for (const auto* text :
       {"{\"a\":0}", "[0]", "true", "\" \"", "1", "0.01", "1e0", "10"}) {
    EXPECT_FALSE(is_falsy(*parser.parse(text))) << text;
  }
}

}  // namespace
}  // namespace flk
