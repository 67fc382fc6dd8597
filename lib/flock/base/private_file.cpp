// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/base/private_file.hpp>

#include <flock/base/error.hpp>

namespace flk {

struct stat file_status(int fd, const std::string& path) {
  struct stat status {};
  if (::fstat(fd, &status) != 0) {
    throw_errno(ErrorKind::config, "cannot look at " + quoted(path));
  }
  return status;
}

void require_private(const struct stat& status, const std::string& path,
                     const std::string& refusal) {
  if ((status.st_mode & 077) == 0) return;
  throw Error(ErrorKind::config,
              refusal + " " + quoted(path) + ": others can read or write it",
              "chmod 600 " + path);
}

}  // namespace flk
