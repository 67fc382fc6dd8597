// SPDX-License-Identifier: GPL-3.0-or-later
// instances.yml: what certificates are to be made. The format is that of
// elasticsearch-certgen; flock-certs(1), INSTANCES.

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <flock/certs/names.hpp>

namespace flk {

struct Instance {
  std::string name;  // the subject's CN
  std::string file;  // of its folder and its files
  AlternativeNames names;
};

using Instances = std::vector<Instance>;

// At least one; no two have the same `file`, whatever the case. Throws Error
// (config) naming `path` and the line.
Instances parse_instances(std::string_view yaml, const std::string& path);

// nullopt where there is no such file.
std::optional<Instances> load_instances(const std::string& path);

// The instance that a command line asks for: DNS names and IP addresses in any
// order. Throws Error (config).
Instance instance_of(const std::string& name,
                     const std::vector<std::string>& dns_or_ip);

// The file that asks for `instance`, which is of instance_of().
std::string instances_yaml(const Instance& instance);

}  // namespace flk
