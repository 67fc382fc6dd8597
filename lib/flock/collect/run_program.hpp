// SPDX-License-Identifier: GPL-3.0-or-later
// Runs another program to its end, within bounds, without a shell.

#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <flock/base/clock.hpp>

namespace flk {

struct ProgramBounds {
  Milliseconds timeout{30000};
  std::size_t max_output_bytes = 64 << 20;
};

enum class ProgramEnd {
  exited,    // `status` is its exit status
  signaled,  // `status` is the signal's number
  timed_out,
  too_much_output,
  not_started,  // `status` is errno
};

struct ProgramResult {
  ProgramEnd end = ProgramEnd::not_started;
  int status = 0;
  std::string output;  // standard output
  std::string error;   // the first 64 KiB of standard error
};

// `path` is absolute, `arguments` do not name the program itself. Standard
// input is /dev/null; of our descriptors none is passed on. A program that is
// over its bounds is killed with all that it started in its process group.
ProgramResult run_program(const std::string& path,
                          const std::vector<std::string>& arguments,
                          const ProgramBounds& bounds);

// The program of that name in the absolute folders of PATH; empty where there
// is none.
std::string find_program(std::string_view name);

}  // namespace flk
