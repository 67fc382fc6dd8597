// SPDX-License-Identifier: GPL-3.0-or-later
// flock-certs's command line. See flock-certs(1).

#pragma once

#include <string>
#include <vector>

#include <flock/cli/common_options.hpp>

namespace flk {

struct CertsOptions {
  CommonOptions common;
  bool create = false;  // the verb given
  bool show = false;    // likewise
  std::string instances_file = "instances.yml";
  std::string dir = "certs";
  std::string name;
  std::vector<std::string> dns_or_ip;
};

void declare_options(CLI::App& app, CertsOptions& options);

}  // namespace flk
