// SPDX-License-Identifier: GPL-3.0-or-later
// The names in a certificate: which ones are allowed, and the subject's
// alternative names (SANs), RFC 5280 section 4.2.1.6.

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace flk {

// Why `name` cannot be a DNS name in a certificate ("is longer than 253
// characters"); empty where it can. ASCII only: an international name comes as
// its A-labels. A first label of `*` is a wildcard. An underscore passes: no
// host name has one, but container names do.
std::string dns_name_refusal(std::string_view name);

// Why `name` cannot name a folder and its files everywhere; empty where it
// can. It never leads out of a folder, never hides, never looks like an option.
std::string file_name_refusal(std::string_view name);

// Why `name` cannot be a subject's CN; empty where it can.
std::string common_name_refusal(std::string_view name);

// The address as inet_ntop(3) writes it; nullopt where it is none.
std::optional<std::string> canonical_ip(std::string_view text);

// The 4 or 16 bytes of what canonical_ip() gave.
std::string ip_bytes(const std::string& ip);

// The reverse; nullopt where there are neither 4 nor 16.
std::optional<std::string> ip_text(std::string_view bytes);

// In the order given; each at most once.
struct AlternativeNames {
  std::vector<std::string> dns;  // lower case
  std::vector<std::string> ip;   // of canonical_ip()
  std::vector<std::string> cn;   // other names of the type commonName

  void add_dns(std::string_view name);  // checked by the caller
  void add_ip(std::string ip);
  void add_cn(std::string name);

  bool empty() const { return dns.empty() && ip.empty() && cn.empty(); }
  // The same names, in whatever order.
  bool operator==(const AlternativeNames& other) const;
};

}  // namespace flk
