// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/base/ordered_pipeline.hpp>

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <vector>

namespace flk {
namespace {

TEST(OrderedPipeline, ConsumesInTheOrderOfPushing) {
  std::vector<int> consumed;
  OrderedPipeline<int> pipeline{4, 8, [](int& n) { n *= 2; },
                                [&](const int& n) { consumed.push_back(n); }};
  for (int n = 0; n < 1000; ++n) pipeline.push(n);
  pipeline.finish();
  ASSERT_EQ(consumed.size(), 1000u);
  for (int n = 0; n < 1000; ++n) {
    EXPECT_EQ(consumed[static_cast<std::size_t>(n)], 2 * n);
  }
}

TEST(OrderedPipeline, HasNoMoreUnderWayThanItsDepth) {
  std::atomic<int> under_way{0};
  std::atomic<int> most{0};
  OrderedPipeline<int> pipeline{2, 3, [](int&) {}, [&](int&) { --under_way; }};
  for (int n = 0; n < 500; ++n) {
    pipeline.push(n);
    most = std::max(most.load(), ++under_way);
  }
  pipeline.finish();
  // One more while the consumer has counted it and not given up its place.
  EXPECT_LE(most, 4);
  EXPECT_EQ(under_way, 0);
}

TEST(OrderedPipeline, WorksOnALoneItemAtOnce) {
  std::atomic<bool> consumed{false};
  OrderedPipeline<int> pipeline{2, 4, [](int&) {},
                                [&](int&) {
                                  consumed = true;
                                  consumed.notify_all();
                                }};
  pipeline.push(1);
  consumed.wait(false);  // nothing more is pushed
  EXPECT_TRUE(consumed);
  pipeline.finish();
}

TEST(OrderedPipeline, DrainsAndGoesOn) {
  std::vector<int> consumed;
  OrderedPipeline<int> pipeline{2, 4, [](int&) {},
                                [&](const int& n) { consumed.push_back(n); }};
  for (int n = 0; n < 100; n += 4) {
    for (int i = n; i < n + 4; ++i) pipeline.push(i);
    pipeline.drain();
    EXPECT_EQ(consumed.size(), static_cast<std::size_t>(n) + 4);
  }
  pipeline.finish();
}

TEST(OrderedPipeline, ThrowsWhatAWorkerThrew) {
  OrderedPipeline<int> pipeline{2, 4,
                                [](int& n) {
                                  if (n == 3) throw std::runtime_error("three");
                                },
                                [](int&) {}};
  EXPECT_THROW(
      {
        for (int n = 0; n < 100; ++n) pipeline.push(n);
        pipeline.finish();
      },
      std::runtime_error);
}

TEST(OrderedPipeline, ThrowsWhatTheConsumerThrewAndConsumesNoMore) {
  int consumed = 0;
  OrderedPipeline<int> pipeline{2, 4, [](int&) {},
                                [&](int& n) {
                                  if (n == 3) throw std::runtime_error("three");
                                  ++consumed;
                                }};
  EXPECT_THROW(
      {
        for (int n = 0; n < 100; ++n) pipeline.push(n);
        pipeline.finish();
      },
      std::runtime_error);
  EXPECT_EQ(consumed, 3);
}

TEST(OrderedPipeline, EndsWithoutBeingFinished) {
  OrderedPipeline<int> pipeline{2, 4, [](int&) {}, [](int&) {}};
  pipeline.push(1);
}

}  // namespace
}  // namespace flk
