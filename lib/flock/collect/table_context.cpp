// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/collect/table_context.hpp>

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <memory>

#include <flock/base/error.hpp>
#include <flock/base/fd.hpp>

namespace flk {
namespace {

constexpr std::size_t kMaxNames = 500000;

struct CloseDirectory {
  void operator()(DIR* directory) const { ::closedir(directory); }
};

struct Free {
  void operator()(char* text) const { std::free(text); }
};

// Up to `max_bytes` of an open file; what came before a failure.
std::string read_up_to(int fd, std::size_t max_bytes) {
  constexpr std::size_t kBlock = 64 << 10;
  std::string out;
  while (out.size() < max_bytes) {
    const auto used = out.size();
    out.resize(std::min(used + kBlock, max_bytes));
    const auto count = ::read(fd, out.data() + used, out.size() - used);
    out.resize(used + (count > 0 ? static_cast<std::size_t>(count) : 0));
    if (count == 0 || (count < 0 && errno != EINTR)) break;
  }
  return out;
}

std::vector<std::string> entries(const TableContext& context,
                                 const std::string& directory, bool folders) {
  const bool has_slash = directory.ends_with('/');
  std::vector<std::string> out;
  for (const auto& name : context.names(directory)) {
    if (name.starts_with('.')) continue;
    auto path = directory + (has_slash ? "" : "/") + name;
    if (context.is_directory(path) == folders) out.push_back(std::move(path));
  }
  return out;
}

}  // namespace

Machine Machine::here() { return {"", ::getuid()}; }

std::string TableContext::on_disk(const std::string& path) const {
  budget_.check();
  return machine_.root + path;
}

std::optional<std::string> TableContext::read(const std::string& path,
                                              std::size_t max_bytes) const {
  const auto where = on_disk(path);
  // Looked at first, since opening a device can have effects; and again, since
  // another file may have come in its place. O_NONBLOCK does not wait for one.
  struct stat info {};
  if (::stat(where.c_str(), &info) != 0 || !S_ISREG(info.st_mode)) {
    return std::nullopt;
  }
  const Fd fd{
      ::open(where.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)};
  if (!fd || ::fstat(fd.get(), &info) != 0 || !S_ISREG(info.st_mode)) {
    return std::nullopt;
  }
  return read_up_to(fd.get(), max_bytes);
}

std::optional<struct stat> TableContext::status(const std::string& path) const {
  struct stat info {};
  if (::stat(on_disk(path).c_str(), &info) != 0) return std::nullopt;
  return info;
}

std::optional<struct stat> TableContext::own_status(
    const std::string& path) const {
  struct stat info {};
  if (::lstat(on_disk(path).c_str(), &info) != 0) return std::nullopt;
  return info;
}

bool TableContext::is_directory(const std::string& path) const {
  const auto info = status(path);
  return info && S_ISDIR(info->st_mode);
}

std::optional<std::string> TableContext::link(const std::string& path) const {
  std::string target(PATH_MAX, '\0');
  const auto length =
      ::readlink(on_disk(path).c_str(), target.data(), target.size());
  if (length <= 0) return std::nullopt;
  target.resize(static_cast<std::size_t>(length));
  return target;
}

std::string TableContext::resolved(const std::string& path) const {
  const std::unique_ptr<char, Free> real{
      ::realpath(on_disk(path).c_str(), nullptr)};
  if (real == nullptr) return path;
  const std::string_view text = real.get();
  // A link of the tree may lead out of the root.
  if (!text.starts_with(machine_.root)) return path;
  return std::string(text.substr(machine_.root.size()));
}

std::vector<std::string> TableContext::names(
    const std::string& directory) const {
  const std::unique_ptr<DIR, CloseDirectory> open{
      ::opendir(on_disk(directory).c_str())};
  std::vector<std::string> out;
  while (open != nullptr) {
    budget_.check();
    const auto* entry = ::readdir(open.get());
    if (entry == nullptr) break;
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") out.emplace_back(name);
    if (out.size() > kMaxNames) {
      throw QueryStopped{"more than " + std::to_string(kMaxNames) +
                         " files in " + quoted(directory)};
    }
  }
  std::sort(out.begin(), out.end());
  return out;
}

std::vector<std::string> TableContext::files(
    const std::string& directory) const {
  return entries(*this, directory, false);
}

std::vector<std::string> TableContext::folders(
    const std::string& directory) const {
  return entries(*this, directory, true);
}

}  // namespace flk
