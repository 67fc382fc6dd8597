// SPDX-License-Identifier: GPL-3.0-or-later
// A disk for LD_PRELOAD that can fail and lose its power. Of each file *.db and
// *.db-wal, what was synced, and nothing else, is in FILE.disk: what would be
// there after a power failure.
//
// Where $FAILING_DISK is a file that holds the end of a file's name, the next
// sync of that file fails with EIO, and what it was to write counts as written
// from then on, as it does for Linux: the next sync succeeds without it. The
// file is removed then.

#include <dlfcn.h>
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <string>
#include <vector>

namespace {

struct Range {
  std::int64_t at;
  std::uint64_t size;
};

template <typename Function>
Function* real(const char* name) {
  return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

std::mutex& mutex() {
  static std::mutex only;
  return only;
}

// The path where the file is one of the store's, else empty.
std::string store_file(int fd) {
  std::error_code error;
  const auto path = std::filesystem::read_symlink(
                        "/proc/self/fd/" + std::to_string(fd), error)
                        .string();
  const bool ours = path.ends_with(".db") || path.ends_with(".db-wal");
  return ours ? path : std::string();
}

bool must_fail(const std::string& path) {
  const char* order = std::getenv("FAILING_DISK");
  std::ifstream file{order == nullptr ? "" : order};
  std::string end;
  if (!(file >> end) || !path.ends_with(end)) return false;
  return ::unlink(order) == 0;
}

// What was written since the last sync, by whatever process, and forgets it.
std::vector<Range> take_unsynced(const std::string& path) {
  std::ifstream file{path + ".unsynced"};
  std::vector<Range> ranges;
  for (Range range{}; file >> range.at >> range.size;) ranges.push_back(range);
  ::unlink((path + ".unsynced").c_str());
  return ranges;
}

void keep(const std::string& path, const std::vector<Range>& ranges) {
  const int from = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  const int to =
      ::open((path + ".disk").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  for (const auto& range : ranges) {
    std::string bytes(range.size, '\0');
    const auto size = ::pread(from, bytes.data(), bytes.size(), range.at);
    if (size < 0 || real<decltype(::pwrite)>("pwrite")(
                        to, bytes.data(), static_cast<std::size_t>(size),
                        range.at) != size) {
      std::abort();
    }
  }
  ::close(from);
  ::close(to);
}

ssize_t write_at(int fd, const void* bytes, std::size_t size, off_t at) {
  const std::lock_guard lock{mutex()};
  const auto path = store_file(fd);
  const auto done = real<decltype(::pwrite)>("pwrite")(fd, bytes, size, at);
  if (!path.empty() && done > 0) {
    std::ofstream{path + ".unsynced", std::ios::app} << at << ' ' << done
                                                     << '\n';
  }
  return done;
}

int sync(int fd, const char* name) {
  const std::lock_guard lock{mutex()};
  const auto path = store_file(fd);
  if (path.empty()) return real<int(int)>(name)(fd);
  const auto ranges = take_unsynced(path);
  if (must_fail(path)) {
    errno = EIO;
    return -1;
  }
  keep(path, ranges);
  return 0;
}

}  // namespace

extern "C" {

ssize_t pwrite(int fd, const void* bytes, std::size_t size, off_t at) {
  return write_at(fd, bytes, size, at);
}
ssize_t pwrite64(int fd, const void* bytes, std::size_t size, off64_t at) {
  return write_at(fd, bytes, size, at);
}
int fsync(int fd) { return sync(fd, "fsync"); }
int fdatasync(int fd) { return sync(fd, "fdatasync"); }

}  // extern "C"
