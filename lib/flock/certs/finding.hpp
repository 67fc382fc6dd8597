// SPDX-License-Identifier: GPL-3.0-or-later
// What flock-certs check finds: one line, or one JSON object, each;
// flock-certs(1), check.

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace flk {

enum class FindingKind {
  missing,
  unreadable,
  mode,
  key_mismatch,
  interrupted,
  not_signed,
  old_ca,
  expired,
  expires,
  not_yet_valid,
  outlives_ca,
  revoked,
  names_differ,
  role_differs,
  key_type_differs,
  constraints_differ,
  constraints_forbid,
  chain_differs,
  store_differs,
  ca_key_unprotected,
  crl_missing,
  crl_stale,
  crl_differs,
  served_differs,
  served_untrusted,
  served_name,
  served_no_ca,
};

// "names_differ", as the page lists them.
std::string_view kind_name(FindingKind kind);
std::optional<FindingKind> parse_kind(std::string_view name);

struct Finding {
  FindingKind kind;
  std::string name;     // of the instance, or "ca"
  std::string file;     // or HOST:PORT
  std::string message;  // one line, fit for a terminal, that names the file
};

using Findings = std::vector<Finding>;

// Without LF.
std::string finding_as_json(const Finding& finding);

}  // namespace flk
