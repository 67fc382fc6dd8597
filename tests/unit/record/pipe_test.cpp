// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/record/pipe.hpp>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <string>

#include <flock/base/fd.hpp>

namespace flk {
namespace {

TEST(WidenPipe, MakesRoomInAPipeAndKeepsWhatIsInIt) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  const Fd out{ends[0]};
  const Fd in{ends[1]};
  ASSERT_EQ(::write(in.get(), "abc", 3), 3);
  widen_pipe(in.get());
  // More than fits into a pipe as it is made; where the system does not widen
  // pipes this would block, so it is told not to.
  ASSERT_EQ(::fcntl(in.get(), F_SETFL, O_NONBLOCK), 0);
  const std::string much(200000, 'x');
  EXPECT_GT(::write(in.get(), much.data(), much.size()), 100000);
  char text[3];
  ASSERT_EQ(::read(out.get(), text, 3), 3);
  EXPECT_EQ(std::string(text, 3), "abc");
}

TEST(WidenPipe, LeavesWhatIsNoPipeAlone) {
  const Fd null{::open("/dev/null", O_RDONLY)};
  widen_pipe(null.get());
  widen_pipe(-1);
  EXPECT_EQ(::fcntl(null.get(), F_GETFL) & O_ACCMODE, O_RDONLY);
}

}  // namespace
}  // namespace flk
