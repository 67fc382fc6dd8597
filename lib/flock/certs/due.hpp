// SPDX-License-Identifier: GPL-3.0-or-later
// Which certificates are due for renewal, and why.

#pragma once

#include <optional>
#include <string>

#include <flock/certs/examine.hpp>
#include <flock/certs/files.hpp>
#include <flock/certs/instances.hpp>
#include <flock/certs/key.hpp>

namespace flk {

// A certificate that is to be made anew.
struct Due {
  std::string name;
  CertificateFiles files;
  Instance instance;   // what it is to become
  CertificateKey key;  // what it is to be for, unless there is to be another
  bool rekey = false;
  std::string reason;  // one line
};

// What instances.yml does not have is made again as it was.
Instance instance_like(const std::string& name, const Certificate& certificate);

struct DueQuestion {
  const Examination& examination;
  bool is_asked_for = false;  // whether it needs it or not
  bool rekey = false;         // with another key
};

// nullopt where nothing is found that a new certificate cures: a key of another
// type that was brought stays, and what ends with its CA would end no later.
// `instance` is nullptr where instances.yml does not have it. Throws Error
// (config) where its key is needed and cannot be used, or must be replaced and
// may not be.
std::optional<Due> due_leaf(const std::string& name,
                            const CertificateFiles& files,
                            const Certificate& certificate,
                            const Instance* instance,
                            const DueQuestion& question);

}  // namespace flk
