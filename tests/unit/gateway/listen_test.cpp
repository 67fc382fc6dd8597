// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/gateway/listen.hpp>

#include <gtest/gtest.h>

#include <flock/base/error.hpp>

namespace flk {
namespace {

TEST(ListenAddress, IsANumericAddressAndAPort) {
  const auto v4 = ListenAddress::parse("0.0.0.0:443");
  EXPECT_EQ(v4.address, "0.0.0.0");
  EXPECT_EQ(v4.port, 443);
  EXPECT_FALSE(v4.loopback);
  EXPECT_EQ(v4.text(), "0.0.0.0:443");
  const auto v6 = ListenAddress::parse("[2001:db8::1]:0");
  EXPECT_EQ(v6.address, "2001:db8::1");
  EXPECT_FALSE(v6.loopback);
  EXPECT_EQ(v6.text(), "[2001:db8::1]:0");
}

TEST(ListenAddress, KnowsLoopback) {
  for (const auto* text :
       {"127.0.0.1:5000", "127.9.9.9:1", "[::1]:5000", "localhost:5000"}) {
    EXPECT_TRUE(ListenAddress::parse(text).loopback) << text;
  }
}

TEST(ListenAddress, RefusesAnythingElse) {
  for (const auto* text :
       {"", "5000", ":5000", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536",
        "127.0.0.1:-1", "127.0.0.1:5000x", "::1:5000", "[::1]", "[127.0.0.1]:1",
        "127.0.0:1", "flock.example:5000", "127.0.0.1.example:1"}) {
    EXPECT_THROW(ListenAddress::parse(text), Error) << text;
  }
}

}  // namespace
}  // namespace flk
