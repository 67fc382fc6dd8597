// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/cli/rejects.hpp>

#include <fcntl.h>

#include <flock/base/error.hpp>
#include <flock/base/private_file.hpp>
#include <flock/cli/plural.hpp>

namespace flk {
namespace {

constexpr std::uint64_t kNamed = 10;

}  // namespace

Rejects::Rejects(const std::string& file, Log& log) : log_(log), path_(file) {
  if (file.empty()) return;
  file_ =
      Fd{::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600)};
  if (!file_) throw_errno(ErrorKind::config, "cannot open " + quoted(file));
  // What is rejected was not redacted. Terminals and pipes keep nothing.
  const auto status = file_status(file_.get(), file);
  if (S_ISREG(status.st_mode)) {
    require_private(status, file, "will not append rejected lines to");
  }
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
    log_.warning(plural(count_, "line") + " rejected, appended to " +
                 quoted(path_));
  } else if (count_ > kNamed) {
    log_.error(plural(count_ - kNamed, "more line") + " rejected");
  }
}

void Rejects::write(std::string_view bytes) {
  write_all(file_.get(), bytes, quoted(path_));
}

}  // namespace flk
