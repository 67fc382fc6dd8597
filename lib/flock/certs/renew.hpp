// SPDX-License-Identifier: GPL-3.0-or-later
// Makes certificates anew under the same names: those that ask for it, or
// those named; flock-certs(1), renew. Files are replaced as leaf_files.hpp
// has it.

#pragma once

#include <string>
#include <vector>

#include <flock/base/clock.hpp>
#include <flock/certs/authority.hpp>
#include <flock/certs/notice.hpp>

namespace flk {

struct RenewOptions {
  std::string instances_file = "instances.yml";  // may be missing
  std::string dir = "certs";
  AuthorityKeySource ca_key;
  std::vector<std::string> names;  // empty: those that ask for it; or "ca"
  bool all = false;                // all leaves
  bool rekey = false;              // with new keys
  Milliseconds within = std::chrono::days{30};
  bool within_is_given = false;  // counts as it is; else examine.hpp
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
  std::vector<Notice> notices;
  std::vector<Notice> failures;  // leaves that could not be renewed
};

// A leaf that cannot be renewed, since its key cannot be used or may not be
// replaced, its files cannot be read or its names are forbidden, is left as it
// is; the others are renewed. Throws Error before anything is changed where a
// name is none, the CA cannot sign, its key may not be replaced, or its new
// certificate would forbid what it has signed.
RenewReport renew_certificates(const RenewOptions& options, Clock& clock);

}  // namespace flk
