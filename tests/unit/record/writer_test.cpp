// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/record/writer.hpp>

#include <fcntl.h>
#include <gtest/gtest.h>

#include <flock/base/error.hpp>
#include <flock/base/fd.hpp>

#include "support/temp_dir.hpp"

namespace flk {
namespace {

TEST(RecordWriter, WritesWholeLines) {
  const TempDir dir;
  const Fd fd{::open((dir / "out").c_str(), O_CREAT | O_WRONLY, 0600)};
  RecordWriter writer{fd.get(), "out"};
  writer.write("{}");
  writer.line() += "{\"a\"";
  writer.line() += ":1}";
  writer.end_line();
  writer.write("{}");
  writer.flush();
  EXPECT_EQ(contents(dir / "out"), "{}\n{\"a\":1}\n{}\n");
}

TEST(RecordWriter, TakesAFullDiskForAnError) {
  const Fd fd{::open("/dev/full", O_WRONLY)};
  RecordWriter writer{fd.get(), "out"};
  writer.write("{}");
  try {
    writer.flush();
    ADD_FAILURE() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::try_again);
    EXPECT_STREQ(error.what(), "cannot write out: No space left on device");
  }
}

}  // namespace
}  // namespace flk
