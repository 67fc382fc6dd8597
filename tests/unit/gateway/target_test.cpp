// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/gateway/target.hpp>

#include <gtest/gtest.h>

namespace flk {
namespace {

TEST(OriginForm, LeavesPathAndQueryAsTheyAre) {
  for (const auto* target : {"/ping", "/ping?a=%69&b=http://x/", "/", "*",
                             "/a//b/../c", "example.com:443", "/a?"}) {
    EXPECT_EQ(origin_form(target), target);
  }
}

TEST(OriginForm, TakesSchemeAndHostOff) {
  EXPECT_EQ(origin_form("http://h/ping"), "/ping");
  EXPECT_EQ(origin_form("HTTPS://h.example:443/ping?a=1"), "/ping?a=1");
  EXPECT_EQ(origin_form("http://[::1]:5000/ping"), "/ping");
  EXPECT_EQ(origin_form("http://h"), "/");
  EXPECT_EQ(origin_form("http://h?a=/b"), "/?a=/b");
  EXPECT_EQ(origin_form("ftp://h/ping"), "ftp://h/ping");
}

TEST(OriginForm, DecodesInThePathWhatNeedsNoEscape) {
  EXPECT_EQ(origin_form("/%70ing%5F%7e"), "/ping_~");
  EXPECT_EQ(origin_form("/p%2Fing%3f%25"), "/p%2Fing%3f%25");
  EXPECT_EQ(origin_form("/a%7"), "/a%7");
  EXPECT_EQ(origin_form("/a%"), "/a%");
  EXPECT_EQ(origin_form("/%+1%6g% 1"), "/%+1%6g% 1");
  EXPECT_EQ(origin_form("/%2570"), "/%2570");
}

}  // namespace
}  // namespace flk
