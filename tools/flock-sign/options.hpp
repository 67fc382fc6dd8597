// SPDX-License-Identifier: GPL-3.0-or-later
// The options of flock-sign(1).

#pragma once

#include <optional>
#include <string>
#include <vector>

#include <flock/cli/common_options.hpp>

namespace flk {

struct SignOptions {
  CommonOptions common;
  FilterOptions filter;  // of the filter and of verify

  std::string key;  // a file, or empty: the installed one
  bool new_stream = false;

  // keygen
  std::string public_key;  // a file, or empty: the installed one

  // pubkey
  std::string user;

  // verify
  std::vector<std::string> trusted;
  bool from_start = false;
  bool allow_gaps = false;
  std::string head;
  Milliseconds silence{0};  // 0: not asked for
  std::optional<Milliseconds> now;
};

void declare_options(CLI::App& app, SignOptions& options);

}  // namespace flk
