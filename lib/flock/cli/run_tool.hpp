// SPDX-License-Identifier: GPL-3.0-or-later
// What every tool's main() shares: parsing, configuration, messages and the
// exit status.

#pragma once

#include <functional>
#include <string>
#include <vector>

#include <flock/base/log.hpp>
#include <flock/cli/common_options.hpp>
#include <flock/cli/exit_status.hpp>

namespace flk {

// Adds --help, --version and --config; takes options from the command line,
// else from the environment (FLOCK_ and the option's name in capitals), else
// from the tool's table in the configuration file; runs `work`; prints an
// Error as "TOOL: message" and, on a line of its own, "TOOL: hint: cure".
// A usage error is status 2. Returns the process's exit status.
int run_tool(CLI::App& app, const CommonOptions& options, int argc,
             char* argv[], const std::function<ExitStatus(Log&)>& work);

// Adds --help, --version and --config to `app` and its verbs, and names the
// environment variables of those that are not in `given`, the command line;
// run_tool() calls it. Separate for the interface test.
void declare_tool_options(CLI::App& app,
                          const std::vector<std::string>& given = {});

}  // namespace flk
