// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/gateway/connection_table.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace flk::server_detail {
namespace {

using ::testing::HasSubstr;
using ::testing::IsNull;

struct FakeConnection : ConnectionBase {
  void start() override {}
  void drain() override { ++drained; }
  int drained = 0;
};

std::shared_ptr<FakeConnection> add(ConnectionTable& table,
                                    const std::string& address) {
  auto connection = std::make_shared<FakeConnection>();
  table.add(connection, address);
  return connection;
}

TEST(ConnectionTable, BoundsAll) {
  ConnectionTable table{2, 2};
  add(table, "192.0.2.1");
  EXPECT_THAT(table.refusal("192.0.2.2"), IsNull());
  add(table, "192.0.2.2");
  EXPECT_THAT(table.refusal("192.0.2.3"),
              HasSubstr("there are too many connections"));
  EXPECT_THAT(table.refusal(""), HasSubstr("there are too many connections"));
}

TEST(ConnectionTable, BoundsThoseOfOneAddress) {
  ConnectionTable table{9, 2};
  const auto first = add(table, "192.0.2.1");
  add(table, "192.0.2.1");
  EXPECT_THAT(table.refusal("192.0.2.1"), HasSubstr("of one address"));
  EXPECT_THAT(table.refusal("192.0.2.2"), IsNull());
  table.remove(first);
  table.remove(first);
  EXPECT_THAT(table.refusal("192.0.2.1"), IsNull());
  EXPECT_EQ(table.size(), 1u);
}

TEST(ConnectionTable, LetsAProxyHaveMore) {
  ConnectionTable table{9, 1};
  add(table, "");
  add(table, "");
  EXPECT_THAT(table.refusal(""), IsNull());
}

TEST(ConnectionTable, DrainsEachOnce) {
  ConnectionTable table{9, 9};
  const auto one = add(table, "192.0.2.1");
  const auto other = add(table, "");
  table.drain_all();
  EXPECT_EQ(one->drained, 1);
  EXPECT_EQ(other->drained, 1);
}

}  // namespace
}  // namespace flk::server_detail
