// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/record/input.hpp>

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <flock/base/error.hpp>
#include <flock/base/fd.hpp>
#include <flock/record/decompress.hpp>
#include <flock/record/pipe.hpp>

namespace flk {
namespace {

constexpr std::string_view kStandardInput = "standard input";

class FdSource : public ByteSource {
 public:
  FdSource(Fd fd, std::string name)
      : owned_(std::move(fd)), fd_(owned_.get()), name_(std::move(name)) {}
  FdSource(int fd, std::string name) : fd_(fd), name_(std::move(name)) {
    widen_pipe(fd_);
  }

  std::size_t read(char* data, std::size_t size) override {
    return read_some(fd_, data, size, name_);
  }
  bool would_wait() const override {
    return !readable(fd_, std::chrono::milliseconds{0});
  }
  const std::string& name() const override { return name_; }

 private:
  Fd owned_;
  int fd_;
  std::string name_;
};

class MemorySource : public ByteSource {
 public:
  MemorySource(std::string bytes, std::string name)
      : bytes_(std::move(bytes)), name_(std::move(name)) {}

  std::size_t read(char* data, std::size_t size) override {
    const auto count = std::min(size, bytes_.size() - at_);
    std::memcpy(data, bytes_.data() + at_, count);
    at_ += count;
    return count;
  }
  bool would_wait() const override { return false; }
  const std::string& name() const override { return name_; }

 private:
  std::string bytes_;
  std::size_t at_ = 0;
  std::string name_;
};

// The first bytes of a regular file; what cannot be looked at twice is taken
// as it comes.
std::string magic_of(int fd) {
  char bytes[4];
  const auto count = ::pread(fd, bytes, sizeof bytes, 0);
  return {bytes, count > 0 ? static_cast<std::size_t>(count) : 0};
}

// Before anything is read: a folder shows when it is read from only.
void refuse_directory(int fd, const std::string& name) {
  struct stat info {};
  if (::fstat(fd, &info) != 0 || !S_ISDIR(info.st_mode)) return;
  errno = EISDIR;
  throw_errno(ErrorKind::config, "cannot read " + name);
}

std::unique_ptr<ByteSource> standard_input() {
  refuse_directory(STDIN_FILENO, std::string(kStandardInput));
  return std::make_unique<FdSource>(STDIN_FILENO, std::string(kStandardInput));
}

std::unique_ptr<ByteSource> open_file(const std::string& path) {
  Fd fd = open_for_reading(path);
  refuse_directory(fd.get(), quoted(path));
  const auto magic = magic_of(fd.get());
  auto source = std::make_unique<FdSource>(std::move(fd), path);
  if (magic.starts_with(kGzipMagic)) return gzip_source(std::move(source));
  if (magic.starts_with(kZstdMagic)) return zstd_source(std::move(source));
  return source;
}

}  // namespace

std::vector<std::unique_ptr<ByteSource>> open_inputs(
    const std::vector<std::string>& files) {
  std::vector<std::unique_ptr<ByteSource>> sources;
  for (const auto& file : files) {
    sources.push_back(file == "-" ? standard_input() : open_file(file));
  }
  if (files.empty()) sources.push_back(standard_input());
  return sources;
}

std::unique_ptr<ByteSource> memory_source(std::string bytes, std::string name) {
  return std::make_unique<MemorySource>(std::move(bytes), std::move(name));
}

}  // namespace flk
