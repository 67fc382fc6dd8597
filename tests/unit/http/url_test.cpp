// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/http/url.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <flock/base/error.hpp>

namespace flk {
namespace {

TEST(HttpHost, IsTheHostOfAnHttpOrHttpsUrl) {
  EXPECT_EQ(http_host("https://flock.example:5000/submit"), "flock.example");
  EXPECT_EQ(http_host("http://[::1]:5000"), "[::1]");
}

TEST(HttpHost, RefusesWhatIsNoSuchUrl) {
  for (const auto* url : {"", "flock.example", "ftp://flock.example",
                          "file:///etc/passwd", "https://", "https://a b/"}) {
    EXPECT_THROW(http_host(url), Error) << url;
  }
}

TEST(HttpHost, RefusesAPasswordAndDoesNotRepeatIt) {
  for (const auto* url :
       {"https://ann:s3cret@flock.example/", "https://s3cret@flock.example/"}) {
    try {
      http_host(url);
      ADD_FAILURE() << url;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::config);
      EXPECT_THAT(error.what(), testing::Not(testing::HasSubstr("s3cret")));
    }
  }
}

TEST(LoopbackHost, IsThisMachineAlone) {
  EXPECT_TRUE(is_loopback_host("localhost"));
  EXPECT_TRUE(is_loopback_host("127.0.0.1"));
  EXPECT_TRUE(is_loopback_host("[::1]"));
  EXPECT_FALSE(is_loopback_host("localhost.example"));
  EXPECT_FALSE(is_loopback_host("127.0.0.1.example"));
  EXPECT_FALSE(is_loopback_host("10.127.0.1"));
}

}  // namespace
}  // namespace flk
