// SPDX-License-Identifier: GPL-3.0-or-later
// instances.yml: what certificates are to be made. The format is that of
// elasticsearch-certgen, and more; flock-certs(1), INSTANCES.

#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <flock/certs/names.hpp>
#include <flock/certs/profile.hpp>

namespace flk {

struct Instance {
  std::string name;  // the subject's CN
  std::string file;  // of its folder and its files
  AlternativeNames names;
  Role role = Role::server;
  KeyType key_type;
  std::chrono::days days = kLeafDays;
};

struct Instances {
  AuthorityProfile authority;
  // At least one; no two have the same `file`, whatever the case.
  std::vector<Instance> list;

  // nullptr where there is none whose files have that name.
  const Instance* find(const std::string& file) const;
};

// Throws Error (config) naming `path` and the line.
Instances parse_instances(std::string_view yaml, const std::string& path);

// The file's name where none is given.
inline constexpr char kInstancesFile[] = "instances.yml";

// nullopt where there is no such file. One that is named may be a pipe; of the
// default name it must be a regular file. Throws Error (config).
std::optional<Instances> load_instances(const std::string& path);

// The instance that a command line asks for: DNS names, IP addresses, e-mail
// addresses and URIs in any order. Throws Error (config).
Instance instance_of(const std::string& name,
                     const std::vector<std::string>& names,
                     Role role = Role::server);

// The file that asks for `instance`, which is of instance_of().
std::string instances_yaml(const Instance& instance);

}  // namespace flk
