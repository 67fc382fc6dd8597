// SPDX-License-Identifier: GPL-3.0-or-later
// How far long work has come: one line on the terminal, rewritten in place.

#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <flock/base/clock.hpp>
#include <flock/cli/common_options.hpp>

namespace flk {

class Progress {
 public:
  // What is counted ("records"), and of how many where that is known.
  // Writes to `fd`, which stays the caller's.
  Progress(std::string unit, std::optional<std::uint64_t> total, Clock& clock,
           int fd);

  // Takes the line away.
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // `count` is how many there are by now. Cheap: looks at the clock on each
  // 64th call, writes at most four times a second, and nothing in the first
  // second: short work needs no bar.
  void show(std::uint64_t count);

  // For calls that are seldom anyway, one a batch.
  void show_now(std::uint64_t count);

 private:
  void clear();

  std::string unit_;
  std::optional<std::uint64_t> total_;
  Clock& clock_;
  int fd_;
  Milliseconds begin_;
  Milliseconds last_;
  unsigned calls_ = 0;
  bool shown_ = false;
};

// "12,000 of 40,000 records, 6,000/s, 5s left". Without a total, or before
// there is a rate, what is not known is left out.
std::string progress_text(std::uint64_t count,
                          std::optional<std::uint64_t> total,
                          Milliseconds elapsed, const std::string& unit);

// Whether standard error is a terminal, and the person wants to see something
// there: not under --quiet or --json, and not among the data of a tool that
// `prints` while standard output is a terminal too.
bool wants_progress(const CommonOptions& options, bool prints);

}  // namespace flk
