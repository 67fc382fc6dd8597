// SPDX-License-Identifier: GPL-3.0-or-later
// The options of flock-send(1).

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <flock/cli/common_options.hpp>

namespace flk {

struct SendOptions {
  CommonOptions common;
  FilterOptions filter;

  // The filter and deliver.
  std::size_t max_outbox_bytes = 256 << 20;
  Milliseconds rest{0};
  Milliseconds deadline{60000};
  Milliseconds keep_sent{90LL * 86400000};
  std::size_t keep_sent_bytes = 64 << 20;

  // register
  std::string invite_file;
  std::string user;
  std::string name;

  // withdraw
  std::vector<std::uint64_t> numbers;
  std::vector<std::string> twigs;
  bool all = false;
};

void declare_options(CLI::App& app, SendOptions& options);

}  // namespace flk
