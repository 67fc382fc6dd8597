// SPDX-License-Identifier: GPL-3.0-or-later
// What each tool declares to CLI11: the truth that pages and completions are
// held to. Declared as in its main(), without running it.

#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

namespace flk {

// Long options without their dashes, and whether each takes a value.
using OptionSet = std::map<std::string, bool>;

// A tool, or one of its verbs.
struct Command {
  std::string path;  // "flock-gateway users invite"
  OptionSet options;
  std::set<std::string> required;  // of the options
  std::vector<std::string> verbs;  // the next words
};

struct Tool {
  std::string name;
  std::string footer;
  std::vector<Command> commands;  // itself, then its verbs, depth first
};

std::vector<Tool> all_tools();

// Those that flock-tools(7) documents for all: the pages leave them out.
OptionSet common_options();  // of every tool
OptionSet filter_options();  // of those that read records

// `options` without those of `left_out`, by name.
OptionSet without(OptionSet options, const OptionSet& left_out);

}  // namespace flk
