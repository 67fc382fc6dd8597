// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/record/writer.hpp>

#include <unistd.h>

#include <flock/base/fd.hpp>
#include <flock/record/pipe.hpp>

namespace flk {
namespace {

constexpr std::size_t kEnough = 64 << 10;  // a pipe's usual capacity

}  // namespace

RecordWriter RecordWriter::standard_output() {
  widen_pipe(STDOUT_FILENO);
  return RecordWriter{STDOUT_FILENO, "standard output"};
}

void RecordWriter::write(std::string_view line) {
  buffer_ += line;
  end_line();
}

void RecordWriter::end_line() {
  buffer_ += '\n';
  if (buffer_.size() >= kEnough) flush();
}

void RecordWriter::write_lines(std::string_view lines) {
  flush();
  write_all(fd_, lines, name_);
}

void RecordWriter::flush() {
  write_all(fd_, buffer_, name_);
  buffer_.clear();
}

}  // namespace flk
