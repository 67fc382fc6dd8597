// SPDX-License-Identifier: GPL-3.0-or-later
// What flock-redact takes from its command line.

#pragma once

#include <string>

#include <flock/cli/common_options.hpp>

namespace flk {

struct RedactOptions {
  CommonOptions common;
  FilterOptions filter;    // of the filter, open and explain; files of others
  std::string policy;      // a file; empty: the configuration's or built-in
  std::string key;         // a key's file; empty: in the configuration folder
  std::string public_key;  // keygen --seal: the other half's
  std::string domain;      // pseudonym
  std::string month;       // pseudonym; empty: the rule does not rotate
  bool fleet = false;
  bool seal = false;
};

// Opens no file.
void declare_options(CLI::App& app, RedactOptions& options);

}  // namespace flk
