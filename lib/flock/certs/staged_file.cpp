// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/certs/staged_file.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include <flock/base/error.hpp>
#include <flock/base/fd.hpp>

namespace flk {

namespace {

Fd create_new(const std::string& path) {
  constexpr int kFlags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW;
  Fd fd{::open(path.c_str(), kFlags, 0600)};
  if (!fd && errno == EEXIST) {  // of a killed run
    ::unlink(path.c_str());
    fd = Fd{::open(path.c_str(), kFlags, 0600)};
  }
  if (!fd) throw_errno(ErrorKind::config, "cannot create " + quoted(path));
  return fd;
}

// What is at `path` keeps its owner, group and mode, which is never wider than
// `mode`: a server that could read its old key can read the new one.
void give_as(const std::string& path, const Fd& fd, mode_t mode,
             const std::string& temporary) {
  struct stat old {};
  struct stat made {};
  const bool is_there = ::stat(path.c_str(), &old) == 0;
  if (is_there) mode &= old.st_mode;
  if (::fstat(fd.get(), &made) != 0 ||
      (mode != 0600 && ::fchmod(fd.get(), mode) != 0)) {
    throw_errno(ErrorKind::config, "cannot prepare " + quoted(temporary));
  }
  if (!is_there || (old.st_uid == made.st_uid && old.st_gid == made.st_gid) ||
      ::fchown(fd.get(), old.st_uid, old.st_gid) == 0) {
    return;
  }
  const int error = errno;
  const bool all_can_read = (mode & 0004) != 0;
  if (all_can_read || (old.st_uid == made.st_uid && (mode & 0040) == 0)) return;
  throw Error(ErrorKind::config,
              "cannot give " + quoted(temporary) + " the owner of " +
                  quoted(path) + ": " + std::strerror(error),
              "run this as root, or as its owner");
}

}  // namespace

StagedFile::StagedFile(std::string path, std::string_view bytes, mode_t mode)
    : path_(std::move(path)), temporary_(staged_name(path_)) {
  const Fd fd = create_new(temporary_);
  try {
    give_as(path_, fd, mode, temporary_);
    write_all(fd.get(), bytes, quoted(temporary_));
    sync(fd.get(), quoted(temporary_));
  } catch (...) {
    ::unlink(temporary_.c_str());  // no destructor runs for what was not made
    throw;
  }
}

StagedFile::~StagedFile() {
  if (!is_placed_) ::unlink(temporary_.c_str());
}

void StagedFile::replace() {
  if (::rename(temporary_.c_str(), path_.c_str()) != 0) {
    throw_errno(ErrorKind::try_again, "cannot replace " + quoted(path_));
  }
  is_placed_ = true;
}

void StagedFile::place_new() {
  // link(2), unlike rename(2), never replaces what is there.
  if (::link(temporary_.c_str(), path_.c_str()) != 0) {
    throw_errno(ErrorKind::config, "cannot create " + quoted(path_));
  }
  is_placed_ = true;
  ::unlink(temporary_.c_str());
}

std::string staged_name(const std::string& path) { return path + ".new"; }

}  // namespace flk
