// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/certs/finding.hpp>

#include <array>

#include <flock/base/json_text.hpp>
#include <flock/base/utf8.hpp>

namespace flk {
namespace {

// In the order of FindingKind.
constexpr auto kNames = std::to_array<std::string_view>({"missing",
                                                         "unreadable",
                                                         "mode",
                                                         "key_mismatch",
                                                         "interrupted",
                                                         "not_signed",
                                                         "old_ca",
                                                         "expired",
                                                         "expires",
                                                         "not_yet_valid",
                                                         "outlives_ca",
                                                         "revoked",
                                                         "names_differ",
                                                         "role_differs",
                                                         "key_type_differs",
                                                         "constraints_differ",
                                                         "constraints_forbid",
                                                         "chain_differs",
                                                         "store_differs",
                                                         "ca_key_unprotected",
                                                         "crl_missing",
                                                         "crl_stale",
                                                         "crl_differs",
                                                         "served_differs",
                                                         "served_untrusted",
                                                         "served_name",
                                                         "served_no_ca"});

void append(std::string& json, const char* key, std::string_view value) {
  json += json.empty() ? "{" : ",";
  append_json_string(json, key);
  json += ':';
  append_json_string(json, to_utf8(value));
}

}  // namespace

std::string_view kind_name(FindingKind kind) {
  return kNames.at(static_cast<std::size_t>(kind));
}

std::optional<FindingKind> parse_kind(std::string_view name) {
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (kNames[i] == name) return static_cast<FindingKind>(i);
  }
  return std::nullopt;
}

std::string finding_as_json(const Finding& finding) {
  std::string json;
  append(json, "finding", kind_name(finding.kind));
  append(json, "name", finding.name);
  append(json, "file", finding.file);
  append(json, "message", finding.message);
  return json + '}';
}

}  // namespace flk
