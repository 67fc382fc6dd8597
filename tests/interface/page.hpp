// SPDX-License-Identifier: GPL-3.0-or-later
// What a tool's mdoc page says of its options, verbs and exit statuses.

#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "interface/tools.hpp"

namespace flk {

struct Synopsis {
  OptionSet options;
  std::set<std::string> optional;  // those inside .Op
  bool complete = true;            // no ".Op Ar option ..."
};

struct Page {
  std::string description;                    // .Nd
  std::map<std::string, Synopsis> synopses;   // by path, of all its forms
  OptionSet items;                            // .It Fl, of all sections
  std::map<std::string, OptionSet> sections;  // the same by .Ss title
  std::set<int> statuses;                     // .It of EXIT STATUS
};

// Throws std::runtime_error where `file` cannot be read.
Page read_page(const std::string& tool, const std::string& file);

// The lists of tools in flock-tools(7) and in README.md: name, description.
std::map<std::string, std::string> tools_of_page(const std::string& file);
std::map<std::string, std::string> tools_of_readme(const std::string& file);

}  // namespace flk
