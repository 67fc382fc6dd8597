// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/cli/rejects.hpp>

#include <fcntl.h>
#include <sys/stat.h>

#include <flock/base/error.hpp>

namespace flk {
namespace {

constexpr std::uint64_t kNamed = 10;

// What is rejected was not redacted. Terminals and pipes keep nothing.
void refuse_if_others_can_read(int fd, const std::string& file) {
  struct stat info {};
  if (::fstat(fd, &info) != 0) {
    throw_errno(ErrorKind::config, "cannot look at " + quoted(file));
  }
  if (S_ISREG(info.st_mode) && (info.st_mode & 077) != 0) {
    throw Error(ErrorKind::config,
                "will not append rejected lines to " + quoted(file) +
                    ": others can read or write it",
                "chmod 600 " + file);
  }
}

}  // namespace

Rejects::Rejects(const std::string& file, Log& log) : log_(log), path_(file) {
  if (file.empty()) return;
  file_ =
      Fd{::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600)};
  if (!file_) throw_errno(ErrorKind::config, "cannot open " + quoted(file));
  refuse_if_others_can_read(file_.get(), file);
}

void Rejects::reject(const LinePosition& position, std::string_view reason,
                     std::string_view bytes) {
  ++count_;
  if (file_) {
    if (line_open_) write("\n");
    line_open_ = true;
    write(bytes);
  } else if (count_ <= kNamed) {
    log_.error(std::string(position.source) + ": line " +
               std::to_string(position.line) + " (byte " +
               std::to_string(position.offset) + "): " + std::string(reason));
  }
}

void Rejects::reject_more(std::string_view bytes) {
  if (file_) write(bytes);
}

void Rejects::finish() {
  if (line_open_) write("\n");
  line_open_ = false;
  if (count_ == 0) return;
  if (file_) {
    log_.warning(std::to_string(count_) + " lines rejected, appended to " +
                 quoted(path_));
  } else if (count_ > kNamed) {
    log_.error(std::to_string(count_ - kNamed) + " more lines rejected");
  }
}

void Rejects::write(std::string_view bytes) {
  write_all(file_.get(), bytes, quoted(path_));
}

}  // namespace flk
