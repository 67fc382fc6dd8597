// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/policy/consent_watch.hpp>

#include <gtest/gtest.h>

#include <flock/base/error.hpp>
#include <flock/base/file.hpp>

#include "support/temp_dir.hpp"

namespace flk {
namespace {

class ConsentWatchTest : public testing::Test {
 protected:
  void decide(bool allowed) {
    append_decision(path_, {Milliseconds{1}, "t", allowed, {}, 0, {}, false});
  }

  TempDir dir_;
  std::string path_ = dir_ / "consent.jsonl";
  ConsentWatch watch_{path_};
};

TEST_F(ConsentWatchTest, SeesEachAnswerAsItComes) {
  EXPECT_FALSE(watch_.allowed("t")) << "no file yet";
  decide(true);
  EXPECT_TRUE(watch_.allowed("t"));
  EXPECT_FALSE(watch_.allowed("other"));
  decide(false);
  EXPECT_FALSE(watch_.allowed("t"));
  decide(true);
  EXPECT_TRUE(watch_.allowed("t"));
}

TEST_F(ConsentWatchTest, TakesAFileThatIsGoneForNoYes) {
  decide(true);
  EXPECT_TRUE(watch_.allowed("t"));
  remove_file(path_);
  EXPECT_FALSE(watch_.allowed("t"));
}

TEST_F(ConsentWatchTest, StopsAtOneThatCannotBeUnderstood) {
  decide(true);
  EXPECT_TRUE(watch_.allowed("t"));
  append_line_synced(path_, "damage", 0600);
  EXPECT_THROW(watch_.allowed("t"), Error);
  EXPECT_THROW(watch_.allowed("t"), Error) << "not once only";
}

}  // namespace
}  // namespace flk
