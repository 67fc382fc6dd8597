// SPDX-License-Identifier: GPL-3.0-or-later
// Makes what is missing in a folder of certificates: a CA, and for each
// instance a key, a certificate and a chain; flock-certs(1), create.
//
// What is there is never touched, a chain apart, which is only the two
// certificates one behind the other; leaf_files.hpp says how an interrupted
// run is completed by the next.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include <flock/base/clock.hpp>
#include <flock/certs/authority.hpp>
#include <flock/certs/instances.hpp>
#include <flock/certs/notice.hpp>

namespace flk {

struct CreateOptions {
  std::string instances_file = "instances.yml";
  std::string dir = "certs";
  // Just this one (of instance_of()). The file is made where it is missing;
  // where it is there it must ask for the same, names left out meaning
  // whatever it has.
  std::optional<Instance> only;
  // Whether `only` is made where instances.yml does not have it, too.
  bool may_be_unlisted = false;
  AuthorityKeySource ca_key;
  bool dry_run = false;  // nothing is changed: `made` is what would be made
};

struct CreateReport {
  std::vector<std::string> made;  // files, in the order they were made
  std::vector<std::string> kept;  // certificates that were there
  std::vector<Notice> notices;    // although nothing failed
};

// Runs at the same time wait for one another. Throws Error.
CreateReport create_certificates(const CreateOptions& options, Clock& clock);

}  // namespace flk
