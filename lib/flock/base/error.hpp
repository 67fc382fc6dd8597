// SPDX-License-Identifier: GPL-3.0-or-later
// The one exception that ends a run: caught in run_tool, which turns its kind
// into an exit status (flock-tools(7), EXIT STATUS).

#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace flk {

enum class ErrorKind {
  config,     // usage or configuration: nothing was done
  try_again,  // network, full disk, another run between: nothing is lost
  refused,    // refused for good: wrong token, certificate not trusted
  defect,     // a defect of ours
};

class Error : public std::runtime_error {
 public:
  // `message` says what was being done to what and why it failed: lower case,
  // no full stop, one line. `hint` is the cure where it is known, else empty.
  Error(ErrorKind kind, const std::string& message, std::string hint = {})
      : std::runtime_error(message), kind_(kind), hint_(std::move(hint)) {}

  ErrorKind kind() const { return kind_; }
  const std::string& hint() const { return hint_; }

 private:
  ErrorKind kind_;
  std::string hint_;
};

// Throws Error{kind, "DOING: strerror(errno)"}. A full disk and the like
// (ENOSPC, EDQUOT, EIO, EMFILE, ENFILE, ENOMEM) are always try_again.
[[noreturn]] void throw_errno(ErrorKind kind, const std::string& doing);

// `text` in quotes for a message on a terminal: control characters and bytes
// that are no UTF-8 as \xNN, cut with "..." after `max_bytes`.
std::string quoted(std::string_view text, std::size_t max_bytes = 200);

}  // namespace flk
