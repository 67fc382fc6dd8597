// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/gateway/client_address.hpp>

#include <gtest/gtest.h>

#include <flock/base/error.hpp>

namespace flk {
namespace {

TEST(TrustedProxies, AreAddressesOrNetworks) {
  const TrustedProxies proxies{{"127.0.0.1", "10.0.0.0/9", "fd00::/8"}};
  for (const auto* inside :
       {"127.0.0.1", "10.127.0.9", "fd12::1", "::ffff:10.1.2.3"}) {
    EXPECT_TRUE(proxies.contains(inside)) << inside;
  }
  for (const auto* outside :
       {"127.0.0.2", "10.128.0.1", "fe80::1", "", "x", "::1"}) {
    EXPECT_FALSE(proxies.contains(outside)) << outside;
  }
  for (const auto* none : {"", "localhost", "10.0.0.0/33", "::/129",
                           "10.0.0.0/", "10.0.0.0/8x", "1.2.3"}) {
    EXPECT_THROW(TrustedProxies{{none}}, Error) << none;
  }
}

TEST(TrustedProxies, AreBelievedAndNobodyElse) {
  const TrustedProxies proxies{{"127.0.0.1", "10.0.0.0/8"}};
  EXPECT_EQ(proxies.client("192.0.2.1", "198.51.100.7"), "192.0.2.1");
  EXPECT_EQ(proxies.client("127.0.0.1", "198.51.100.7"), "198.51.100.7");
  EXPECT_EQ(proxies.client("127.0.0.1", ""), "127.0.0.1");
  // What stands further left was written by whoever is to the right of it.
  EXPECT_EQ(proxies.client("127.0.0.1", "1.1.1.1, 198.51.100.7 , 10.0.0.3"),
            "198.51.100.7");
  EXPECT_EQ(proxies.client("127.0.0.1", "10.0.0.4, 10.0.0.3"), "10.0.0.4");
  EXPECT_EQ(proxies.client("127.0.0.1", "198.51.100.7, unknown"), "127.0.0.1");
  EXPECT_EQ(proxies.client("127.0.0.1", ",,,"), "127.0.0.1");
  EXPECT_EQ(TrustedProxies{}.client("127.0.0.1", "1.1.1.1"), "127.0.0.1");
}

TEST(LimitKey, TakesASubscribersNetworkForOne) {
  EXPECT_EQ(limit_key("192.0.2.1"), "192.0.2.1");
  EXPECT_EQ(limit_key("2001:db8::1"), limit_key("2001:db8::ffff"));
  EXPECT_NE(limit_key("2001:db8::1"), limit_key("2001:db8:0:1::1"));
}

}  // namespace
}  // namespace flk
