// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/gateway/message.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace flk {
namespace {

TEST(GatewayAnswer, HasThePredecessorsForms) {
  EXPECT_EQ(success().body, "{\"error\":false}\n");
  EXPECT_EQ(success("\"processed_count\":2").body,
            "{\"error\":false,\"processed_count\":2}\n");
  const auto refused = bad_request("no \"x\"");
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(refused.body, "{\"error\":true,\"error_msg\":\"no \\\"x\\\"\"}\n");
  EXPECT_EQ(unauthorized().status, 401);
  EXPECT_EQ(unauthorized().body, "{}\n");
  EXPECT_TRUE(unavailable().retry_after);
}

TEST(HttpText, FramesAnAnswer) {
  EXPECT_EQ(http_text({200, "{}"}, {}),
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
            "Cache-Control: no-store\r\nContent-Length: 2\r\n\r\n{}");
  EXPECT_EQ(http_text({405, "{}", Seconds{7}, "GET"}, {false, false, 11}),
            "HTTP/1.1 405 Method Not Allowed\r\n"
            "Content-Type: application/json\r\nCache-Control: no-store\r\n"
            "Content-Length: 2\r\nRetry-After: 7\r\nAllow: GET\r\n"
            "Connection: close\r\n\r\n");
}

TEST(HttpText, AsksNobodyToLogIn) {
  // A browser would ask; the predecessor had no such header.
  EXPECT_THAT(http_text(unauthorized(), {}),
              testing::Not(testing::HasSubstr("WWW-Authenticate")));
}

}  // namespace
}  // namespace flk
