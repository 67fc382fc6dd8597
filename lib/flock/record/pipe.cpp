// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/record/pipe.hpp>

#include <fcntl.h>

namespace flk {

void widen_pipe([[maybe_unused]] int fd) {
#ifdef F_SETPIPE_SZ                // Linux, since 2.6.35
  constexpr int kBytes = 1 << 20;  // what anybody may ask for, pipe(7)
  const int size = ::fcntl(fd, F_GETPIPE_SZ);
  if (size >= 0 && size < kBytes) ::fcntl(fd, F_SETPIPE_SZ, kBytes);
#endif
}

}  // namespace flk
