// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/base/file.hpp>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include <flock/base/error.hpp>
#include <flock/base/private_file.hpp>
#include <flock/base/whole_file.hpp>

namespace flk {
namespace {

// Opens the temporary file and locks it. Whoever waited finds that the other
// has renamed it away, and begins anew.
Fd open_temporary(const std::string& path, mode_t mode) {
  while (true) {
    Fd fd{
        ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600)};
    if (!fd) throw_errno(ErrorKind::config, "cannot create " + quoted(path));
    if (::flock(fd.get(), LOCK_EX) != 0) {
      if (errno == EINTR) continue;
      throw_errno(ErrorKind::try_again, "cannot lock " + quoted(path));
    }
    struct stat opened {};
    struct stat named {};
    if (::fstat(fd.get(), &opened) == 0 && ::stat(path.c_str(), &named) == 0 &&
        opened.st_ino == named.st_ino && opened.st_dev == named.st_dev) {
      // Killed within commit_new(): this is the committed file as well, and
      // cutting it would empty that. Or another user made it, who could hold
      // it open and read what is written.
      if (opened.st_nlink > 1 || opened.st_uid != ::geteuid()) {
        if (::unlink(path.c_str()) != 0) {
          throw_errno(ErrorKind::config, "cannot remove " + quoted(path));
        }
        continue;
      }
      if (::ftruncate(fd.get(), 0) != 0 || ::fchmod(fd.get(), mode) != 0) {
        throw_errno(ErrorKind::config, "cannot prepare " + quoted(path));
      }
      return fd;
    }
  }
}

// Gives the file another name, where nothing has that. link(2) does so on every
// system, but a FAT stick has no links.
bool place_new(const std::string& temporary, const std::string& path) {
  if (::link(temporary.c_str(), path.c_str()) == 0) {
    ::unlink(temporary.c_str());
    return true;
  }
#ifdef RENAME_NOREPLACE
  if (errno == EPERM || errno == EOPNOTSUPP) {
    return ::renameat2(AT_FDCWD, temporary.c_str(), AT_FDCWD, path.c_str(),
                       RENAME_NOREPLACE) == 0;
  }
#endif
  return false;
}

bool lacks_line_end(int fd) {
  const auto size = ::lseek(fd, 0, SEEK_END);
  char last = '\n';
  return size > 0 && ::pread(fd, &last, 1, size - 1) == 1 && last != '\n';
}

}  // namespace

std::string read_all(int fd, const std::string& path, std::size_t max_bytes) {
  std::string out;
  std::size_t used = 0;
  while (true) {
    out.resize(used + 65536);
    const auto count =
        read_some(fd, out.data() + used, out.size() - used, quoted(path));
    used += count;
    if (used > max_bytes) {
      throw Error(ErrorKind::config, "cannot read " + quoted(path) +
                                         ": longer than " +
                                         std::to_string(max_bytes) + " bytes");
    }
    if (count == 0) break;
  }
  out.resize(used);
  return out;
}

std::string read_file(const std::string& path, std::size_t max_bytes) {
  return read_all(open_for_reading(path).get(), path, max_bytes);
}

std::optional<std::string> read_file_if_exists(const std::string& path,
                                               std::size_t max_bytes) {
  const auto fd = open_if_exists(path);
  if (!fd) return std::nullopt;
  return read_all(fd->get(), path, max_bytes);
}

AtomicFile::AtomicFile(std::string path, mode_t mode)
    : path_(std::move(path)),
      temporary_(path_ + ".new"),
      fd_(open_temporary(temporary_, mode)) {}

AtomicFile::~AtomicFile() {
  if (!committed_) ::unlink(temporary_.c_str());
}

void AtomicFile::write(std::string_view bytes) {
  write_all(fd_.get(), bytes, quoted(temporary_));
}

void AtomicFile::sync() { flk::sync(fd_.get(), quoted(temporary_)); }

void AtomicFile::commit() {
  sync();
  if (::rename(temporary_.c_str(), path_.c_str()) != 0) {
    throw_errno(ErrorKind::try_again, "cannot replace " + quoted(path_));
  }
  committed_ = true;
  sync_directory(directory_of(path_));
}

void AtomicFile::commit_new() {
  sync();
  if (!place_new(temporary_, path_)) {
    throw_errno(ErrorKind::config, "cannot create " + quoted(path_));
  }
  committed_ = true;
  sync_directory(directory_of(path_));
}

void replace_file(const std::string& path, std::string_view bytes,
                  mode_t mode) {
  AtomicFile file{path, mode};
  file.write(bytes);
  file.commit();
}

void append_line_synced(const std::string& path, std::string_view line,
                        mode_t mode) {
  const bool is_new = !file_exists(path);
  const Fd fd{
      ::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, mode)};
  if (!fd) throw_errno(ErrorKind::config, "cannot open " + quoted(path));
  std::string bytes;
  if (lacks_line_end(fd.get())) bytes += '\n';
  bytes += line;
  bytes += '\n';
  write_all(fd.get(), bytes, quoted(path));
  sync(fd.get(), quoted(path));
  if (is_new) sync_directory(directory_of(path));
}

void create_secret_file(const std::string& path, std::string_view bytes) {
  AtomicFile file{path, 0600};
  file.write(bytes);
  file.commit_new();
}

std::string read_secret_file(const std::string& path, std::size_t max_bytes) {
  const Fd fd = open_for_reading(path);
  require_private(file_status(fd.get(), path), path,
                  "will not use secret file");
  return read_all(fd.get(), path, max_bytes);
}

void make_directories(const std::string& path, mode_t mode) {
  if (::mkdir(path.c_str(), mode) == 0) {
    sync_directory(directory_of(path));
    return;
  }
  if (errno == ENOENT) {
    make_directories(directory_of(path), 0755);
    if (::mkdir(path.c_str(), mode) == 0) {
      sync_directory(directory_of(path));
      return;
    }
  }
  struct stat info {};
  const int error = errno;
  if (error == EEXIST && ::stat(path.c_str(), &info) == 0 &&
      S_ISDIR(info.st_mode)) {
    return;
  }
  errno = error;
  throw_errno(ErrorKind::config, "cannot make folder " + quoted(path));
}

void sync_directory(const std::string& path) {
  const Fd fd{::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (!fd) throw_errno(ErrorKind::config, "cannot open folder " + quoted(path));
  sync(fd.get(), "folder " + quoted(path));
}

bool file_exists(const std::string& path) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0;
}

void remove_file(const std::string& path) {
  if (::unlink(path.c_str()) == 0) {
    sync_directory(directory_of(path));
  } else if (errno != ENOENT) {
    throw_errno(ErrorKind::config, "cannot remove " + quoted(path));
  }
}

std::string directory_of(const std::string& path) {
  const auto slash = path.find_last_of('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

}  // namespace flk
