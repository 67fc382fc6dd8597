// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/collect/pending_rows.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include <flock/base/error.hpp>
#include <flock/base/file.hpp>
#include <flock/collect/apply_pending.hpp>
#include <flock/collect/pending.hpp>

#include "support/ledger_fixture.hpp"

namespace flk {
namespace {

class PendingRowsTest : public LedgerFixture {
 protected:
  void save(const std::vector<std::string>& lines) {
    Pending::save(pending_path(dir.path()), lines);
  }

  std::string saved() const {
    return read_file(pending_path(dir.path()), 1 << 20);
  }
};

TEST_F(PendingRowsTest, AreRemovedOfOneTwigAlone) {
  const auto other = row(2, "other");
  const std::string run =
      R"({"type":"flock_run","timestamp":1,"flock":{"cursor":")" + ledger.id() +
      R"(.engine:3"}})";
  save({row(1, "probe"), other, run});
  EXPECT_TRUE(has_pending(dir.path(), "probe"));
  forget_pending(dir.path(), "probe", clock);
  EXPECT_FALSE(has_pending(dir.path(), "probe"));
  EXPECT_EQ(saved(), other + "\n" + run + "\n");
}

TEST_F(PendingRowsTest, MayBeNone) {
  EXPECT_FALSE(has_pending(dir.path(), "probe"));
  forget_pending(dir.path(), "probe", clock);
  EXPECT_FALSE(file_exists(pending_path(dir.path())));
}

TEST_F(PendingRowsTest, StayWhileQueriesRun) {
  save({row(1, "probe")});
  const auto lock = lock_collect(dir.path(), clock, Seconds{1}, "");
  try {
    forget_pending(dir.path(), "probe", clock);
    FAIL() << "it has the lock";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::try_again);
    EXPECT_THAT(error.what(), testing::HasSubstr("running its queries"));
    EXPECT_THAT(error.hint(), testing::HasSubstr("the no is in force"));
  }
  EXPECT_EQ(clock.slept.size(), 99u) << "tenths of a second, ten seconds";
  EXPECT_TRUE(has_pending(dir.path(), "probe"));
}

}  // namespace
}  // namespace flk
