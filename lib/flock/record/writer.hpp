// SPDX-License-Identifier: GPL-3.0-or-later
// The one writer of records: whole lines, in large writes, checked.

#pragma once

#include <string>
#include <string_view>

namespace flk {

class RecordWriter {
 public:
  // `fd` stays the caller's; `name` is for messages.
  RecordWriter(int fd, std::string name) : fd_(fd), name_(std::move(name)) {}
  static RecordWriter standard_output();

  // Appends `line` and LF; writes when enough has come together. Throws Error
  // (try_again) when writing fails. A closed pipe ends the process by SIGPIPE,
  // as the shell expects.
  void write(std::string_view line);
  // The same for a line that is put together in place: append it to line(),
  // which has others before it, and end it, or leave line() as it was.
  std::string& line() { return buffer_; }
  void end_line();
  // Writes `lines`, each with its LF, at once, behind what is buffered.
  void write_lines(std::string_view lines);
  // Writes what is buffered. Without a last flush() the end is lost: the
  // destructor does not write, since it could not report.
  void flush();

 private:
  int fd_;
  std::string name_;
  std::string buffer_;
};

}  // namespace flk
