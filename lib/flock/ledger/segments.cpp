// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/ledger/segments.hpp>

#include <dirent.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <memory>
#include <optional>

#include <flock/base/error.hpp>
#include <flock/base/fd.hpp>

namespace flk {
namespace {

constexpr std::size_t kDigits = 16;
constexpr std::string_view kSuffix = ".jsonl";
constexpr std::size_t kBlock = 256 << 10;

// The number in a segment's name; nullopt for any other file.
std::optional<std::uint64_t> number_in(std::string_view name) {
  if (name.size() != kDigits + kSuffix.size() || !name.ends_with(kSuffix)) {
    return std::nullopt;
  }
  std::uint64_t number = 0;
  const char* end = name.data() + kDigits;
  const auto [rest, error] = std::from_chars(name.data(), end, number);
  if (error != std::errc{} || rest != end || number == 0) return std::nullopt;
  return number;
}

}  // namespace

std::vector<Segments::Segment> Segments::list() const {
  const std::unique_ptr<DIR, int (*)(DIR*)> dir{::opendir(directory_.c_str()),
                                                ::closedir};
  if (!dir) {
    throw_errno(ErrorKind::config,
                "cannot read folder " + flk::quoted(directory_));
  }
  std::vector<Segment> segments;
  while (const dirent* entry = ::readdir(dir.get())) {
    const auto first = number_in(entry->d_name);
    if (!first) continue;
    struct stat info {};
    // One that is gone by now was removed as sent.
    const auto path = directory_ + "/" + entry->d_name;
    if (::stat(path.c_str(), &info) != 0) continue;
    segments.push_back(
        {*first, path, static_cast<std::uint64_t>(info.st_size)});
  }
  std::sort(
      segments.begin(), segments.end(),
      [](const Segment& a, const Segment& b) { return a.first < b.first; });
  return segments;
}

void Segments::read(std::uint64_t from, const Visit& visit) const {
  const auto segments = list();
  std::uint64_t next = 0;  // the number that must follow
  for (std::size_t i = 0; i < segments.size(); ++i) {
    if (i + 1 < segments.size() && segments[i + 1].first <= from) continue;
    const auto& segment = segments[i];
    if (next != 0 && segment.first != next) {
      throw Error(ErrorKind::config,
                  "the ledger is damaged: record " + std::to_string(next) +
                      " is missing before " + flk::quoted(segment.path));
    }
    next = segment.first;
    bool go_on = true;
    read_lines(segment.path, segment.first,
               [&](std::uint64_t n, std::string_view line) {
                 next = n + 1;
                 if (n >= from) go_on = visit(n, line);
                 return go_on;
               });
    if (!go_on) return;
  }
}

std::string Segments::path_of(std::uint64_t first) const {
  char name[40];
  std::snprintf(name, sizeof name, "%016llu.jsonl",
                static_cast<unsigned long long>(first));
  return directory_ + "/" + name;
}

std::uint64_t read_lines(const std::string& path, std::uint64_t first,
                         const Segments::Visit& visit) {
  const auto fd = open_if_exists(path);
  if (!fd) return 0;  // removed as sent since it was listed
  std::string buffer;
  std::size_t begin = 0;
  std::uint64_t offset = 0;
  while (true) {
    const auto lf = buffer.find('\n', begin);
    if (lf == std::string::npos) {
      buffer.erase(0, begin);
      begin = 0;
      const auto used = buffer.size();
      buffer.resize(used + kBlock);
      const auto count =
          read_some(fd->get(), buffer.data() + used, kBlock, flk::quoted(path));
      buffer.resize(used + count);
      if (count == 0) return offset;
      continue;
    }
    if (!visit(first++, std::string_view(buffer).substr(begin, lf - begin))) {
      return offset;
    }
    offset += lf + 1 - begin;
    begin = lf + 1;
  }
}

}  // namespace flk
