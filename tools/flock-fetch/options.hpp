// SPDX-License-Identifier: GPL-3.0-or-later
// flock-fetch's command line. See flock-fetch(1).

#pragma once

#include <string>

#include <flock/cli/common_options.hpp>
#include <flock/store/open.hpp>

namespace flk {

struct FetchOptions {
  CommonOptions common;
  StoreOptions store;
  ScanFilter filter;
  std::string order = "stored";
};

void declare_options(CLI::App& app, FetchOptions& options);

}  // namespace flk
