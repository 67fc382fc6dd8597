// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/gateway/body.hpp>

#include <gtest/gtest.h>
#include <string>

#include "support/gzip.hpp"
#include "support/zstd.hpp"

namespace flk {
namespace {

BodyOutcome decode(std::string& body, const std::string& encoding) {
  MemoryBudget budget{1 << 20};
  MemoryShare memory{budget};
  return decode_body(body, encoding, 100000, memory);
}

TEST(DecodeBody, LeavesIdentityAsItIs) {
  std::string body = "text";
  EXPECT_EQ(decode(body, ""), BodyOutcome::decoded);
  EXPECT_EQ(decode(body, "Identity"), BodyOutcome::decoded);
  EXPECT_EQ(body, "text");
}

TEST(DecodeBody, UnpacksGzip) {
  const std::string text(100000, 'x');
  for (const auto* name : {"gzip", "GZip", "x-gzip"}) {
    std::string body = gzip(text);
    EXPECT_EQ(decode(body, name), BodyOutcome::decoded);
    EXPECT_EQ(body, text);
  }
}

TEST(DecodeBody, UnpacksZstd) {
  const std::string text(100000, 'x');
  std::string body = zstd(text);
  EXPECT_EQ(decode(body, "zstd"), BodyOutcome::decoded);
  EXPECT_EQ(body, text);
  std::string bomb = zstd(std::string(50 << 20, '\0'));
  EXPECT_EQ(decode(bomb, "zstd"), BodyOutcome::too_long);
  EXPECT_LT(bomb.size(), 300000u);
}

TEST(DecodeBody, HoldsNoWindowOfMoreThan8MiBForZstd) {
  MemoryBudget budget{100 << 20};
  MemoryShare memory{budget};
  std::string body = zstd(std::string(20 << 20, 'x'), 24);
  EXPECT_EQ(decode_body(body, "zstd", 100 << 20, memory), BodyOutcome::broken);
  body = zstd(std::string(20 << 20, 'x'), 23);
  EXPECT_EQ(decode_body(body, "zstd", 100 << 20, memory), BodyOutcome::decoded);
}

TEST(DecodeBody, HoldsNoMoreThanAllMayTogether) {
  MemoryBudget budget{1 << 20};
  const auto packed = gzip(std::string(600 << 10, 'x'));
  std::string first = packed;
  std::string second = packed;
  {
    MemoryShare memory{budget};
    EXPECT_EQ(decode_body(first, "gzip", 10 << 20, memory),
              BodyOutcome::decoded);
    MemoryShare more{budget};
    EXPECT_EQ(decode_body(second, "gzip", 10 << 20, more),
              BodyOutcome::no_memory);
  }
  // With the first one gone there is room again.
  MemoryShare memory{budget};
  second = packed;
  EXPECT_EQ(decode_body(second, "gzip", 10 << 20, memory),
            BodyOutcome::decoded);
}

TEST(DecodeBody, StopsABombAtTheLimit) {
  std::string body = gzip(std::string(50 << 20, '\0'));
  EXPECT_LT(body.size(), 100000u);
  EXPECT_EQ(decode(body, "gzip"), BodyOutcome::too_long);
  EXPECT_LT(body.size(), 300000u);
}

TEST(DecodeBody, NamesWhatItCannotUnpack) {
  std::string broken = "not gzip";
  EXPECT_EQ(decode(broken, "gzip"), BodyOutcome::broken);
  std::string torn = gzip(std::string(10000, 'x'));
  torn.resize(torn.size() / 2);
  EXPECT_EQ(decode(torn, "gzip"), BodyOutcome::broken);
  std::string body = "text";
  EXPECT_EQ(decode(body, "br"), BodyOutcome::unknown_encoding);
  EXPECT_EQ(decode(body, "gzip, gzip"), BodyOutcome::unknown_encoding);
}

}  // namespace
}  // namespace flk
