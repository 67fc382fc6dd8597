// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/base/json_text.hpp>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <string>

namespace flk {
namespace {

TEST(JsonText, EscapesOnlyWhatItMust) {
  EXPECT_EQ(json_string("a/\"\\\b\f\n\r\t\x01\x7f\xc3\xa9"),
            "\"a/\\\"\\\\\\b\\f\\n\\r\\t\\u0001\x7f\xc3\xa9\"");
}

TEST(JsonText, IsReadBackAsItWas) {
  std::string all;
  for (int c = 0; c < 128; ++c) all += static_cast<char>(c);
  EXPECT_EQ(nlohmann::json::parse(json_string(all)).get<std::string>(), all);
}

}  // namespace
}  // namespace flk
