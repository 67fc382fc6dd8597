// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/fetch/presenter.hpp>

#include <gtest/gtest.h>
#include <string>

namespace flk {
namespace {

std::string present(std::string_view bytes,
                    std::string_view index = "flock-2026-11-23") {
  return Presenter{}.present({"the-id", index, bytes});
}

TEST(Presenter, AddsWhereTheRecordIsStored) {
  EXPECT_EQ(present(R"({"a": 1.0,"flock":{"seq":7, "sig":"x"},"b":"\u00e9"})"),
            R"({"a": 1.0,"flock":{"seq":7, "sig":"x","id":"the-id",)"
            R"("index":"flock-2026-11-23"},"b":"\u00e9"})");
  EXPECT_EQ(present(R"({"a":1})"),
            R"({"a":1,"flock":{"id":"the-id","index":"flock-2026-11-23"}})");
}

TEST(Presenter, WritesItOverAnyGivenPlace) {
  EXPECT_EQ(present(R"({"flock":{"index":"other","id":5}})"),
            R"({"flock":{"index":"flock-2026-11-23","id":"the-id"}})");
}

TEST(Presenter, UnwrapsWhatTheStoreHadRefused) {
  EXPECT_EQ(
      present(
          R"({"raw":"{\"a\":{},\"username\":\"x\"}","reason":"r","username":"ann"})",
          "flock-refused"),
      R"({"a":{},"username":"ann","flock":{"id":"the-id","index":"flock-refused"}})");
  EXPECT_EQ(
      present(R"({"raw":"{}"})"),
      R"({"raw":"{}","flock":{"id":"the-id","index":"flock-2026-11-23"}})");
}

TEST(Presenter, PassesWhatIsNoRecordOfOurs) {
  EXPECT_EQ(present("[1]"), "[1]");
}

}  // namespace
}  // namespace flk
