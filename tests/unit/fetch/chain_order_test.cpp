// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/fetch/chain_order.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace flk {
namespace {

std::vector<std::string> sorted(const std::vector<std::string>& lines) {
  ChainOrder order;
  for (const auto& line : lines) order.add(line);
  std::vector<std::string> out;
  order.each([&](std::string_view line) { out.emplace_back(line); });
  return out;
}

std::string of(const std::string& stream, const std::string& seq) {
  return "{\"flock\":{\"stream\":\"" + stream + "\",\"seq\":" + seq + "}}";
}

TEST(ChainOrder, PutsStreamsOneAfterTheOtherByTheirNumbers) {
  EXPECT_THAT(sorted({of("0b", "2"), of("0a", "10"), "{\"a\":1}", of("0a", "9"),
                      of("0b", "1")}),
              testing::ElementsAre(of("0a", "9"), of("0a", "10"), of("0b", "1"),
                                   of("0b", "2"), "{\"a\":1}"));
}

TEST(ChainOrder, KeepsEqualOnesAndThoseWithoutANumber) {
  const auto odd = of("0a", "\"x\"");
  EXPECT_THAT(
      sorted({odd, of("0a", "1"), "{\"flock\":7}", of("0a", "1"), "{}"}),
      testing::ElementsAre(of("0a", "1"), of("0a", "1"), odd, "{\"flock\":7}",
                           "{}"));
}

TEST(ChainOrder, SortsMoreThanFitsInMemory) {
  std::vector<std::string> lines;
  const std::string padding(2000, 'x');
  for (int i = 0; i < 5000; ++i) {
    lines.push_back("{\"p\":\"" + padding + "\",\"flock\":{\"stream\":\"" +
                    std::to_string(i % 3) +
                    "\",\"seq\":" + std::to_string((i * 7919) % 5000) + "}}");
  }
  const auto out = sorted(lines);
  ASSERT_EQ(out.size(), lines.size());
  const auto tail = [&](std::size_t i) {
    return out[i].substr(padding.size());
  };
  EXPECT_THAT(tail(0), testing::HasSubstr("\"stream\":\"0\",\"seq\":0"));
  EXPECT_THAT(tail(4999), testing::HasSubstr("\"stream\":\"2\""));
}

}  // namespace
}  // namespace flk
