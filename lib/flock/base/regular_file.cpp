// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/base/regular_file.hpp>

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>

#include <flock/base/error.hpp>
#include <flock/base/private_file.hpp>
#include <flock/base/whole_file.hpp>

namespace flk {
namespace {

// O_NONBLOCK, without effect on regular files, is for FIFOs, which else are
// opened when somebody writes to them; O_NOCTTY for terminals.
Fd open_regular(const std::string& path) {
  Fd fd{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)};
  if (!fd) throw_errno(ErrorKind::config, "cannot open " + quoted(path));
  const auto info = file_status(fd.get(), path);
  if (!S_ISREG(info.st_mode)) {
    throw Error(ErrorKind::config,
                "cannot read " + quoted(path) + ": it is " +
                    (S_ISDIR(info.st_mode) ? "a folder" : "no regular file"));
  }
  return fd;
}

}  // namespace

void require_regular(const std::string& path) { open_regular(path); }

std::string read_regular_file(const std::string& path, std::size_t max_bytes) {
  return read_all(open_regular(path).get(), path, max_bytes);
}

std::optional<std::string> read_regular_file_if_exists(const std::string& path,
                                                       std::size_t max_bytes) {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0 && errno == ENOENT) return std::nullopt;
  return read_regular_file(path, max_bytes);
}

std::string read_regular_secret_file(const std::string& path,
                                     std::size_t max_bytes) {
  const Fd fd = open_regular(path);
  require_private(file_status(fd.get(), path), path,
                  "will not use secret file");
  return read_all(fd.get(), path, max_bytes);
}

}  // namespace flk
