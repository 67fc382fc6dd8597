// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/base/error.hpp>

#include <cerrno>
#include <gtest/gtest.h>

namespace flk {
namespace {

TEST(Error, SaysWhatWasDoneAndWhyItFailed) {
  try {
    errno = EACCES;
    throw_errno(ErrorKind::config, "cannot open key file 'k.sec'");
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(),
                 "cannot open key file 'k.sec': Permission denied");
    EXPECT_EQ(error.kind(), ErrorKind::config);
  }
}

TEST(Error, CallsAFullDiskAReasonToTryAgain) {
  try {
    errno = ENOSPC;
    throw_errno(ErrorKind::config, "cannot write x");
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::try_again);
  }
}

TEST(Quoted, ShowsNoControlCharacterToATerminal) {
  EXPECT_EQ(quoted("a\x1b[31mb\n"), "'a\\x1B[31mb\\x0A'");
  EXPECT_EQ(quoted("\xc2\x9b"
                   "31m"),
            "'\\xC2\\x9B31m'");
  EXPECT_EQ(quoted("caf\xc3\xa9 \xff"), "'caf\xc3\xa9 \\xFF'");
}

TEST(Quoted, CutsBetweenCharacters) {
  EXPECT_EQ(quoted("aaaa\xc3\xa9", 5), "'aaaa...'");
  EXPECT_EQ(quoted("aaaaa", 5), "'aaaaa'");
}

}  // namespace
}  // namespace flk
