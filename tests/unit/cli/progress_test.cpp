// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/cli/progress.hpp>

#include <gtest/gtest.h>
#include <string>

#include <flock/base/fd.hpp>
#include <flock/base/file.hpp>

#include "support/fake_clock.hpp"
#include "support/temp_dir.hpp"

#include <fcntl.h>

namespace flk {
namespace {

TEST(ProgressText, HasCountRateAndTimeLeft) {
  EXPECT_EQ(progress_text(12000, 40000, Seconds{2}, "records"),
            "12,000 of 40,000 records, 6,000/s, 4s left");
}

TEST(ProgressText, LeavesOutWhatIsNotKnown) {
  EXPECT_EQ(progress_text(999, {}, Seconds{1}, "records"),
            "999 records, 999/s");
  EXPECT_EQ(progress_text(0, 1000000, Seconds{1}, "records"),
            "0 of 1,000,000 records");
  EXPECT_EQ(progress_text(5, 5, Milliseconds{0}, "records"), "5 of 5 records");
}

class ProgressOnFile : public ::testing::Test {
 protected:
  std::string written() { return read_file(path_, 1 << 16); }

  TempDir dir_;
  std::string path_ = dir_.path() + "/terminal";
  Fd fd_{::open(path_.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600)};
  FakeClock clock_;
};

TEST_F(ProgressOnFile, SaysNothingOfShortWork) {
  {
    Progress progress{"records", 10, clock_, fd_.get()};
    clock_.sleep(Milliseconds{999});
    progress.show_now(9);
  }
  EXPECT_EQ(written(), "");
}

TEST_F(ProgressOnFile, RewritesOneLineAtMostFourTimesASecond) {
  {
    Progress progress{"records", {}, clock_, fd_.get()};
    clock_.sleep(Milliseconds{1000});
    progress.show_now(1000);
    clock_.sleep(Milliseconds{249});
    progress.show_now(1200);
    clock_.sleep(Milliseconds{1});
    progress.show_now(2500);
  }
  EXPECT_EQ(written(),
            "\r\033[K1,000 records, 1,000/s"
            "\r\033[K2,500 records, 2,000/s\r\033[K");
}

TEST_F(ProgressOnFile, LooksAtTheClockOnEach64thCall) {
  Progress progress{"records", {}, clock_, fd_.get()};
  clock_.sleep(Milliseconds{2000});
  for (unsigned i = 1; i < 64; ++i) progress.show(i);
  EXPECT_EQ(written(), "");
  progress.show(64);
  EXPECT_EQ(written(), "\r\033[K64 records, 32/s");
}

}  // namespace
}  // namespace flk
