// SPDX-License-Identifier: GPL-3.0-or-later
// Looks for what is wrong in a folder of certificates; flock-certs(1), check.
// Nothing is changed, and no lock is taken: a run of create at the same time
// may be seen half done.

#pragma once

#include <string>
#include <vector>

#include <flock/base/clock.hpp>
#include <flock/certs/finding.hpp>

namespace flk {

struct CheckOptions {
  // Where it is missing, nothing is compared with it; an error where it was
  // asked for.
  std::string instances_file = "instances.yml";
  bool needs_instances = false;
  std::string dir = "certs";
  std::vector<std::string> names;  // empty: all, the CA included
  Milliseconds within = std::chrono::days{30};
  bool within_is_given = false;  // counts as it is; else examine.hpp
};

// Sorted by name, the CA's first. Throws Error (config) where there is no such
// folder, and where instances.yml or `revoked` cannot be read.
Findings check_certificates(const CheckOptions& options, Clock& clock);

}  // namespace flk
