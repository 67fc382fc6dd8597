// SPDX-License-Identifier: GPL-3.0-or-later
// Files on a medium without links, as FAT is: in a process to which link(2) is
// refused as it is there.

#include <gtest/gtest.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <functional>

#include <flock/base/error.hpp>
#include <flock/base/file.hpp>

#include "support/temp_dir.hpp"

namespace flk {
namespace {

constexpr int kNotAllowed = 77;

bool refuse_links() {
#ifdef SYS_link
  constexpr unsigned kLink = SYS_link;
#else  // newer architectures
  constexpr unsigned kLink = SYS_linkat;
#endif
  std::array<sock_filter, 5> filter = {{
      {BPF_LD | BPF_W | BPF_ABS, 0, 0, offsetof(seccomp_data, nr)},
      {BPF_JMP | BPF_JEQ | BPF_K, 1, 0, kLink},
      {BPF_JMP | BPF_JEQ | BPF_K, 0, 1, SYS_linkat},
      {BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ERRNO | EPERM},
      {BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ALLOW},
  }};
  const sock_fprog program{filter.size(), filter.data()};
  return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

// The exit status of `work` in such a process.
int without_links(const std::function<int()>& work) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(refuse_links() ? work() : kNotAllowed);
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST(FileWithoutLinks, IsMadeWholeAndReplacesNothing) {
  const TempDir dir;
  const auto path = dir / "ca.key";
  const int status = without_links([&] {
    if (::link(dir.path().c_str(), path.c_str()) == 0 || errno != EPERM) {
      return 1;
    }
    try {
      create_secret_file(path, "first");
    } catch (const Error&) {
      return 2;
    }
    try {
      create_secret_file(path, "second");
    } catch (const Error& error) {
      return error.kind() == ErrorKind::config ? 0 : 3;
    }
    return 4;
  });
  if (status == kNotAllowed) GTEST_SKIP() << "seccomp(2) is not allowed here";
  EXPECT_EQ(status, 0);
  EXPECT_EQ(contents(path), "first");
  EXPECT_FALSE(file_exists(path + ".new"));
}

}  // namespace
}  // namespace flk
