// SPDX-License-Identifier: GPL-3.0-or-later
// A file descriptor that closes itself, whole writes, and advisory locks.

#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace flk {

class Fd {
 public:
  Fd() = default;
  explicit Fd(int fd) : fd_(fd) {}
  Fd(Fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Fd& operator=(Fd&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Fd();

  int get() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }

 private:
  int fd_ = -1;
};

// Opens for reading, close-on-exec. Throws Error (config) naming `path`.
Fd open_for_reading(const std::string& path);

// As above; nullopt where there is no such file.
std::optional<Fd> open_if_exists(const std::string& path);

// Reads at most `size` bytes, 0 at the end; EINTR is tried again. Throws Error
// (try_again) naming `name`.
std::size_t read_some(int fd, char* data, std::size_t size,
                      const std::string& name);

// Writes all of `bytes`, throws Error (try_again) naming `name`.
void write_all(int fd, std::string_view bytes, const std::string& name);

// Whether a read would return at once (data, end or error); waits at most
// `timeout`. Regular files always would.
bool readable(int fd, std::chrono::milliseconds timeout);

// fsync(2); throws Error (try_again) naming `name`.
void sync(int fd, const std::string& name);

// An exclusive flock(2) on a file of its own, made 0600 where it is missing
// and never removed; given back when this goes out of scope or the process
// ends, however it ends.
class FileLock {
 public:
  // Waits for the lock.
  explicit FileLock(const std::string& path);
  // Does not wait: nullopt while somebody else has it.
  static std::optional<FileLock> try_lock(const std::string& path);

 private:
  explicit FileLock(Fd fd) : fd_(std::move(fd)) {}
  Fd fd_;
};

}  // namespace flk
