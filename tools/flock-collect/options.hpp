// SPDX-License-Identifier: GPL-3.0-or-later
// The options of flock-collect(1).

#pragma once

#include <string>
#include <vector>

#include <flock/cli/common_options.hpp>

namespace flk {

struct CollectOptions {
  CommonOptions common;
  std::string engine = "auto";
  std::string policy;  // a file, or empty: the installed one
  bool now = false;
  std::vector<std::string> ids;  // of the verbs
};

void declare_options(CLI::App& app, CollectOptions& options);

}  // namespace flk
