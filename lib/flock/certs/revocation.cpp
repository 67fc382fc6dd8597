// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/certs/revocation.hpp>

#include <algorithm>
#include <array>
#include <sstream>

#include <flock/base/error.hpp>
#include <flock/base/regular_file.hpp>

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
  const auto serial = canonical_serial(entry.serial);
  const auto parsed_time = parse_rfc3339(time);
  const auto parsed_reason = parse_reason(reason);
  if (!serial || !parsed_time || !parsed_reason || !is_hex(entry.key_id)) {
    return std::nullopt;
  }
  entry.serial = *serial;
  entry.time = *parsed_time;
  entry.reason = *parsed_reason;
  return entry;
}

}  // namespace

std::optional<std::string> canonical_serial(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'F') c = static_cast<char>(c - 'A' + 'a');
  }
  if (!is_hex(text)) return std::nullopt;
  while (text.size() > 2 && text.starts_with("00")) text.erase(0, 2);
  if (text.size() > kMaxSerialDigits) return std::nullopt;
  return text;
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
  const auto text = read_regular_file_if_exists(path, kMaxFile);
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
                  "bring the file back from a backup, or remove it: then "
                  "flock-certs crl takes over what ca.crl has");
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
