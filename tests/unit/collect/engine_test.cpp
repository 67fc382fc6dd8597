// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/collect/engine.hpp>

#include <gtest/gtest.h>

#include <flock/base/error.hpp>

#include "support/environment.hpp"
#include "support/temp_dir.hpp"

namespace flk {
namespace {

class OpenEngine : public testing::Test {
 protected:
  TempDir empty_;
};

TEST_F(OpenEngine, TakesOsqueryWhereItIsInstalled) {
  const Environment path{"PATH", FLOCK_FAKES};
  EXPECT_EQ(open_engine("auto")->name(), "osquery");
  EXPECT_EQ(open_engine("osquery")->name(), "osquery");
  EXPECT_EQ(open_engine("built-in")->name(), "built-in");
}

TEST_F(OpenEngine, TakesTheBuiltInOneElsewhere) {
  const Environment path{"PATH", empty_.path()};
  EXPECT_EQ(open_engine("auto")->name(), "built-in");
  EXPECT_EQ(open_engine("built-in")->name(), "built-in");
}

TEST_F(OpenEngine, SaysWhatToDoWhereOsqueryIsMissing) {
  const Environment path{"PATH", empty_.path()};
  try {
    open_engine("osquery");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::config);
    EXPECT_STREQ(error.what(), "cannot find osqueryi in PATH");
    EXPECT_EQ(error.hint(), "install osquery, or use the engine built-in");
  }
}

TEST_F(OpenEngine, RefusesAnUnknownOne) {
  EXPECT_THROW(open_engine("fleet"), Error);
}

}  // namespace
}  // namespace flk
