// SPDX-License-Identifier: GPL-3.0-or-later
// What was revoked: DIR/ca/revoked, a line each, which CRLs (RFC 5280 section
// 5) are made from; flock-certs(1), FILES. The file is there from the first
// CRL on, and says that there should be one.

#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <flock/base/clock.hpp>

namespace flk {

// RFC 5280 section 5.3.1, as far as it makes sense for certificates of ours.
enum class RevocationReason {
  unspecified = 0,
  key_compromise = 1,
  affiliation_changed = 3,
  superseded = 4,
  cessation_of_operation = 5
};

std::optional<RevocationReason> parse_reason(std::string_view name);
std::string_view reason_name(RevocationReason reason);

// A serial number in hex, as Certificate::serial() has it; capitals and leading
// zeros are taken as well. nullopt where it is none.
std::optional<std::string> canonical_serial(std::string text);

struct Revocation {
  std::string serial;  // in hex
  Milliseconds time{0};
  RevocationReason reason = RevocationReason::unspecified;
  std::string key_id;  // of the CA, in hex
  std::string name;    // of the instance, for people
};

// "SERIAL TIME REASON KEYID NAME", without LF.
std::string revocation_line(const Revocation& revocation);

// nullopt where there is no such file. Throws Error (config) naming the line.
std::optional<std::vector<Revocation>> load_revocations(
    const std::string& path);

std::set<std::string> serials_of(const std::vector<Revocation>& revocations);

}  // namespace flk
