// SPDX-License-Identifier: GPL-3.0-or-later
// The options that all tools have, and those that all filters have; their
// meaning is in flock-tools(7). Declaring them opens no file.

#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <flock/base/clock.hpp>
#include <flock/record/record.hpp>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace flk {

struct CommonOptions {
  bool quiet = false;
  bool verbose = false;
  bool json = false;  // what is meant for people comes as JSON lines
};

struct FilterOptions {
  std::vector<std::string> files;  // empty: standard input
  std::size_t max_line_bytes = RecordParser::kDefaultMaxLineBytes;
  std::string rejects;  // a file, or empty
};

void declare_common_options(CLI::App& app, CommonOptions& options);
void declare_filter_options(CLI::App& app, FilterOptions& options);

// A verb: a subcommand with the common options.
CLI::App* declare_verb(CLI::App& app, const std::string& name,
                       const std::string& description, CommonOptions& options);

// An option whose value is a duration: 90s, 7d (parse_duration()).
CLI::Option* declare_duration(CLI::App& app, const std::string& name,
                              Milliseconds& value,
                              const std::string& description);

// An option whose value is a size in bytes: 1000, 64KiB, 1MiB.
CLI::Option* declare_bytes(CLI::App& app, const std::string& name,
                           std::size_t& value, const std::string& description);

}  // namespace flk
