// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/auth/gateway_url.hpp>

#include <gtest/gtest.h>

namespace flk {
namespace {

TEST(GatewayUrl, MayBePlainOnThisMachineOnly) {
  for (const auto* url :
       {"https://flock.example", "https://10.0.0.1:8443/flock",
        "http://127.0.0.1:5000", "http://127.1.2.3", "http://localhost/flock",
        "http://localhost:5000", "http://[::1]:5000", "http://[::1]"}) {
    EXPECT_TRUE(is_gateway_url(url)) << url;
  }
  for (const auto* url :
       {"http://flock.example", "http://10.0.0.1:5000", "http://[::2]:5000",
        "http://127.0.0.1.example", "http://127.0.0.1@flock.example",
        "http://localhost:1@flock.example", "http://localhost.example",
        "http://127.0.0.1\\@flock.example", "http://127.1", "http://",
        "http://example/127.0.0.1", "HTTP://flock.example", "ftp://localhost",
        "localhost", ""}) {
    EXPECT_FALSE(is_gateway_url(url)) << url;
  }
}

}  // namespace
}  // namespace flk
