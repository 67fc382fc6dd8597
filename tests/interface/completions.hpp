// SPDX-License-Identifier: GPL-3.0-or-later
// What the shells complete, asked of the shells themselves.

#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "interface/tools.hpp"

namespace flk {

struct Completion {
  OptionSet options;
  std::set<std::string> verbs;
};

// `shell` is bash, zsh or fish. By path, for each of `commands`. Throws
// std::runtime_error where the shell cannot be run.
std::map<std::string, Completion> completions_of(
    const std::string& shell, const std::vector<Tool>& tools);

// Standard output of a shell's command line, at most 1 MiB.
std::string output_of(const std::string& command_line);

}  // namespace flk
