// SPDX-License-Identifier: GPL-3.0-or-later
// Makes certificates anew under the same names: those that ask for it, or
// those named; flock-certs(1), renew. Files are replaced as leaf_files.hpp
// has it.

#pragma once

#include <string>
#include <vector>

#include <flock/base/clock.hpp>
#include <flock/certs/authority.hpp>

namespace flk {

struct RenewOptions {
  std::string instances_file = "instances.yml";  // may be missing
  std::string dir = "certs";
  AuthorityKeySource ca_key;
  std::vector<std::string> names;  // empty: those that ask for it; or "ca"
  bool all = false;                // all leaves
  bool rekey = false;              // with new keys
  Milliseconds within = std::chrono::days{30};
  bool dry_run = false;
};

struct Renewal {
  std::string name;
  bool rekey = false;
  std::string reason;  // why, one line
};

struct RenewReport {
  std::vector<Renewal> renewals;  // done, or in a dry run to be done
  std::vector<std::string> made;  // files
};

// Throws Error before anything is changed where a name is none, the CA cannot
// sign, or a key would be replaced that is not that of its certificate or that
// flock-certs did not make.
RenewReport renew_certificates(const RenewOptions& options, Clock& clock);

}  // namespace flk
