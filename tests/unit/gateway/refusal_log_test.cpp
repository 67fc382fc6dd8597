// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/gateway/refusal_log.hpp>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>

#include <flock/base/fd.hpp>
#include <flock/base/file.hpp>

#include "support/records.hpp"
#include "support/temp_dir.hpp"

namespace flk {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(RefusalLog, WritesALineAMinuteForEachReason) {
  TempDir folder;
  const auto path = folder / "log";
  const Fd file{::open(path.c_str(), O_CREAT | O_WRONLY, 0600)};
  Log log{"test", LogFormat::daemon, LogLevel::info, file.get()};
  RefusalLog refusals{log};
  RefusalLog::Time now{};
  for (int i = 0; i < 1000; ++i) {
    refusals.add("too long", "192.0.2." + std::to_string(i % 200), now);
  }
  refusals.add("too many", "192.0.2.7", now);
  EXPECT_THAT(contents(path), HasSubstr("reason='too long'"));
  EXPECT_THAT(contents(path), HasSubstr("address=192.0.2.0"));
  EXPECT_THAT(contents(path), HasSubstr("reason='too many'"));
  EXPECT_THAT(contents(path), Not(HasSubstr("192.0.2.1 ")));
  now += std::chrono::minutes{1};
  refusals.add("too long", "192.0.2.1", now);
  EXPECT_THAT(contents(path), HasSubstr("others_since=999"));
}

}  // namespace
}  // namespace flk
