// SPDX-License-Identifier: GPL-3.0-or-later
// flock-certs's command line. See flock-certs(1).

#pragma once

#include <optional>
#include <string>
#include <vector>

#include <flock/cli/common_options.hpp>

namespace flk {

struct CertsOptions {
  CommonOptions common;
  enum class Verb {
    none,
    create,
    check,
    renew,
    revoke,
    crl,
    client,
    pkcs12,
    show,
    protect_ca_key
  };
  Verb verb = Verb::none;  // the one given
  std::string instances_file = "instances.yml";
  bool instances_file_given = false;
  std::string dir = "certs";
  std::string name;
  std::vector<std::string> values;  // of create and client: DNS, IP and so on
  std::vector<std::string> names;   // of check, renew and revoke
  std::string ca_key;
  std::string passphrase_file;
  std::string file;  // of protect-ca-key
  bool dry_run = false;
  bool all = false;
  bool rekey = false;
  Milliseconds within = std::chrono::hours{24 * 30};
  bool within_is_given = false;
  Milliseconds crl_validity = std::chrono::hours{24 * 30};
  std::vector<std::string> ignored;  // kinds of findings
  std::string connect;
  std::string reason = "unspecified";
  std::vector<std::string> serials;
  std::optional<Milliseconds> now;  // for tests
};

void declare_options(CLI::App& app, CertsOptions& options);

}  // namespace flk
