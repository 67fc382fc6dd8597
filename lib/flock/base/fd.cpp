// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/base/fd.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <poll.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>

#include <flock/base/error.hpp>

namespace flk {
namespace {

Fd open_lock_file(const std::string& path) {
  Fd fd{::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)};
  if (!fd) throw_errno(ErrorKind::config, "cannot open lock file " + path);
  return fd;
}

// False when somebody else has the lock and `operation` says not to wait.
bool lock(int fd, int operation, const std::string& path) {
  while (::flock(fd, operation) != 0) {
    if (errno == EWOULDBLOCK) return false;
    if (errno != EINTR) {
      throw_errno(ErrorKind::try_again, "cannot lock " + path);
    }
  }
  return true;
}

}  // namespace

Fd::~Fd() {
  if (fd_ >= 0) ::close(fd_);
}

Fd open_for_reading(const std::string& path) {
  Fd fd{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  if (!fd) throw_errno(ErrorKind::config, "cannot open " + quoted(path));
  return fd;
}

std::optional<Fd> open_if_exists(const std::string& path) {
  Fd fd{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  if (fd) return fd;
  if (errno != ENOENT) {
    throw_errno(ErrorKind::config, "cannot open " + quoted(path));
  }
  // Whoever made a link meant a file to be there.
  struct stat info {};
  if (::lstat(path.c_str(), &info) == 0 && S_ISLNK(info.st_mode)) {
    throw Error(ErrorKind::config,
                "cannot open " + quoted(path) + ": the link leads nowhere");
  }
  return std::nullopt;
}

std::size_t read_some(int fd, char* data, std::size_t size,
                      const std::string& name) {
  while (true) {
    const auto count = ::read(fd, data, size);
    if (count >= 0) return static_cast<std::size_t>(count);
    if (errno == EINTR) continue;
    const auto kind =
        errno == EISDIR ? ErrorKind::config : ErrorKind::try_again;
    throw_errno(kind, "cannot read " + name);
  }
}

void write_all(int fd, std::string_view bytes, const std::string& name) {
  while (!bytes.empty()) {
    const auto count = ::write(fd, bytes.data(), bytes.size());
    if (count >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(count));
    } else if (errno != EINTR) {
      throw_errno(ErrorKind::try_again, "cannot write " + name);
    }
  }
}

bool readable(int fd, std::chrono::milliseconds timeout) {
  pollfd entry{fd, POLLIN, 0};
  return ::poll(&entry, 1, static_cast<int>(timeout.count())) != 0;
}

void sync(int fd, const std::string& name) {
  if (::fsync(fd) != 0) {
    throw_errno(ErrorKind::try_again, "cannot sync " + name);
  }
}

FileLock::FileLock(const std::string& path) : fd_(open_lock_file(path)) {
  lock(fd_.get(), LOCK_EX, path);
}

std::optional<FileLock> FileLock::try_lock(const std::string& path) {
  Fd fd = open_lock_file(path);
  if (!lock(fd.get(), LOCK_EX | LOCK_NB, path)) return std::nullopt;
  return FileLock{std::move(fd)};
}

}  // namespace flk
