// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/certs/revocation.hpp>

#include <algorithm>
#include <array>
#include <sstream>

#include <flock/base/error.hpp>
#include <flock/base/file.hpp>

namespace flk {
namespace {

constexpr std::size_t kMaxFile = 16 << 20;
constexpr std::size_t kMaxSerialDigits = 40;  // 20 bytes, RFC 5280

constexpr std::array<RevocationReason, 5> kReasons = {
    RevocationReason::unspecified, RevocationReason::key_compromise,
    RevocationReason::affiliation_changed, RevocationReason::superseded,
    RevocationReason::cessation_of_operation};

bool is_hex(const std::string& text) {
  return !text.empty() && text.size() % 2 == 0 &&
         text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

std::optional<Revocation> parse_line(const std::string& line) {
  std::istringstream fields{line};
  Revocation entry;
  std::string time;
  std::string reason;
  fields >> entry.serial >> time >> reason >> entry.key_id >> entry.name;
  const auto parsed_time = parse_rfc3339(time);
  const auto parsed_reason = parse_reason(reason);
  if (!is_serial(entry.serial) || !parsed_time || !parsed_reason ||
      !is_hex(entry.key_id)) {
    return std::nullopt;
  }
  entry.time = *parsed_time;
  entry.reason = *parsed_reason;
  return entry;
}

}  // namespace

bool is_serial(const std::string& text) {
  return is_hex(text) && text.size() <= kMaxSerialDigits;
}

std::optional<RevocationReason> parse_reason(std::string_view name) {
  for (const auto reason : kReasons) {
    if (reason_name(reason) == name) return reason;
  }
  return std::nullopt;
}

std::string_view reason_name(RevocationReason reason) {
  switch (reason) {
    case RevocationReason::key_compromise:
      return "key-compromise";
    case RevocationReason::affiliation_changed:
      return "affiliation-changed";
    case RevocationReason::superseded:
      return "superseded";
    case RevocationReason::cessation_of_operation:
      return "cessation-of-operation";
    case RevocationReason::unspecified:
      break;
  }
  return "unspecified";
}

std::string revocation_line(const Revocation& revocation) {
  return revocation.serial + " " + format_rfc3339(revocation.time) + " " +
         std::string(reason_name(revocation.reason)) + " " + revocation.key_id +
         " " + revocation.name;
}

std::optional<std::vector<Revocation>> load_revocations(
    const std::string& path) {
  const auto text = read_file_if_exists(path, kMaxFile);
  if (!text) return std::nullopt;
  std::vector<Revocation> entries;
  std::istringstream lines{*text};
  std::string line;
  for (int number = 1; std::getline(lines, line); ++number) {
    if (line.empty() || line[0] == '#') continue;
    auto entry = parse_line(line);
    if (!entry) {
      throw Error(ErrorKind::config,
                  "cannot read " + quoted(path) + ": line " +
                      std::to_string(number) + " is no revocation",
                  "without it no complete CRL can be made: bring the file "
                  "back from a backup");
    }
    entries.push_back(*std::move(entry));
  }
  return entries;
}

std::set<std::string> serials_of(const std::vector<Revocation>& revocations) {
  std::set<std::string> serials;
  for (const auto& entry : revocations) serials.insert(entry.serial);
  return serials;
}

}  // namespace flk
