// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/gateway/worker_pool.hpp>

#include <atomic>
#include <future>
#include <gtest/gtest.h>
#include <optional>

namespace flk {
namespace {

TEST(WorkerPool, DoesAllThatItTookBeforeItEnds) {
  std::atomic<int> done = 0;
  {
    WorkerPool pool{4, 1000};
    for (int i = 0; i < 100; ++i) {
      EXPECT_TRUE(pool.post([&] { ++done; }));
    }
  }
  EXPECT_EQ(done, 100);
}

TEST(WorkerPool, TurnsAwayWhatIsTooMuch) {
  std::promise<void> begun;
  std::promise<void> go_on;
  WorkerPool pool{1, 2};
  EXPECT_TRUE(pool.post([&] {
    begun.set_value();
    go_on.get_future().wait();
  }));
  begun.get_future().wait();
  EXPECT_TRUE(pool.post([] {}));
  EXPECT_TRUE(pool.post([] {}));
  EXPECT_FALSE(pool.post([] {}));
  go_on.set_value();
}

}  // namespace
}  // namespace flk
