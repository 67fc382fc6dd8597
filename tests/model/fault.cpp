// SPDX-License-Identifier: GPL-3.0-or-later

#include "model/fault.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <map>
#include <optional>
#include <string>

extern "C" {
ssize_t __real_write(int fd, const void* data, size_t size);
int __real_rename(const char* from, const char* to);
int __real_ftruncate(int fd, off_t size);
int __real_unlink(const char* path);
int __real_link(const char* from, const char* to);
}

namespace flk {
namespace {

struct State {
  std::optional<std::uint32_t> calls_left;
  bool dead = false;
  bool thrown = false;  // Killed, since death
  std::mt19937 random;
  std::map<std::string, off_t> synced_size;  // of files with unsynced bytes
};

State& state() {
  static State s;
  return s;
}

// Whether this call is the one that dies.
bool dies() {
  auto& s = state();
  if (s.dead || !s.calls_left) return false;
  if (--*s.calls_left > 0) return false;
  s.dead = true;
  return true;
}

void throw_killed() {
  state().thrown = true;
  throw Killed{};
}

std::string path_of(int fd) {
  char path[4096];
  const auto link = "/proc/self/fd/" + std::to_string(fd);
  const auto size = ::readlink(link.c_str(), path, sizeof path);
  return size > 0 ? std::string(path, static_cast<std::size_t>(size)) : "";
}

off_t size_of(int fd) {
  struct stat info {};
  return ::fstat(fd, &info) == 0 ? info.st_size : 0;
}

}  // namespace

void Fault::arm(std::uint32_t calls, unsigned seed) {
  state().calls_left = calls;
  state().random.seed(seed);
}

void Fault::disarm() { state().calls_left.reset(); }

void Fault::check() {
  if (state().dead && !state().thrown) throw_killed();
}

void Fault::reboot(bool power_cut) {
  auto& s = state();
  // What a killed process wrote is still the kernel's, and what it did not sync
  // can still be lost in a later power cut.
  if (power_cut) {
    for (const auto& [path, synced] : s.synced_size) {
      struct stat info {};
      if (::stat(path.c_str(), &info) != 0 || info.st_size <= synced) continue;
      const auto lost =
          static_cast<off_t>(s.random()) % (info.st_size - synced + 1);
      [[maybe_unused]] const int result =
          ::truncate(path.c_str(), info.st_size - lost);
    }
    s.synced_size.clear();
  }
  s.dead = false;
  s.thrown = false;
  disarm();
}

}  // namespace flk

using flk::dies;
using flk::state;

extern "C" {

ssize_t __wrap_write(int fd, const void* data, size_t size) {
  flk::Fault::check();
  if (state().dead) return static_cast<ssize_t>(size);
  state().synced_size.try_emplace(flk::path_of(fd), flk::size_of(fd));
  if (dies()) {
    const auto part = state().random() % (size + 1);
    [[maybe_unused]] const auto count = __real_write(fd, data, part);
    flk::throw_killed();
  }
  return __real_write(fd, data, size);
}

// Not passed on: what counts is what would be lost, and a real one is slow.
int __wrap_fsync(int fd) {
  flk::Fault::check();
  if (state().dead) return 0;
  if (dies()) flk::throw_killed();
  state().synced_size.erase(flk::path_of(fd));
  return 0;
}

int __wrap_rename(const char* from, const char* to) {
  if (state().dead || dies()) return 0;
  auto& sizes = state().synced_size;
  if (auto entry = sizes.extract(from); !entry.empty()) {
    entry.key() = to;
    sizes.insert(std::move(entry));
  }
  return __real_rename(from, to);
}

int __wrap_ftruncate(int fd, off_t size) {
  if (state().dead || dies()) return 0;
  return __real_ftruncate(fd, size);
}

int __wrap_unlink(const char* path) {
  if (state().dead || dies()) return 0;
  state().synced_size.erase(path);
  return __real_unlink(path);
}

int __wrap_link(const char* from, const char* to) {
  if (state().dead || dies()) return 0;
  return __real_link(from, to);
}

}  // extern "C"
