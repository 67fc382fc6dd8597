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
// characters"); empty where it can. An international name passes where it has
// A-labels. A first label of `*` is a wildcard. An underscore passes: no host
// name has one, but container names do.
std::string dns_name_refusal(std::string_view name);

// What passed dns_name_refusal(), in lower case and with A-labels (IDNA 2008
// with the mapping of UTS 46): "xn--bcher-kva.example".
std::string canonical_dns_name(std::string_view name);

// Why `text` cannot be an e-mail address (RFC 5280 section 4.2.1.6, ASCII), or
// a URI with a scheme and a host or a path; empty where it can.
std::string email_refusal(std::string_view text);
std::string uri_refusal(std::string_view text);

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
  std::vector<std::string> dns;    // of canonical_dns_name()
  std::vector<std::string> ip;     // of canonical_ip()
  std::vector<std::string> cn;     // other names of the type commonName
  std::vector<std::string> email;  // as given
  std::vector<std::string> uri;    // as given

  void add_dns(std::string_view name);  // checked by the caller, as all are
  void add_ip(std::string ip);
  void add_cn(std::string name);
  void add_email(std::string address);
  void add_uri(std::string uri);

  bool empty() const;
  // The same names, in whatever order.
  bool operator==(const AlternativeNames& other) const;
};

}  // namespace flk
