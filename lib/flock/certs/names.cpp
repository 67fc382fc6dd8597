// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/certs/names.hpp>

#include <arpa/inet.h>
#include <idn2.h>

#include <algorithm>

#include <flock/base/utf8.hpp>

namespace flk {
namespace {

constexpr std::size_t kMaxName = 253;       // RFC 1035 section 2.3.4, as text
constexpr std::size_t kMaxLabel = 63;       // likewise
constexpr std::size_t kMaxUri = 2048;       // ours
constexpr std::size_t kMaxCommonName = 64;  // ub-common-name of RFC 5280
constexpr std::size_t kMaxFileName = 64;    // long suffixes still fit in 255

bool is_digit(char c) { return c >= '0' && c <= '9'; }

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool is_alphanumeric(char c) {
  return is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'z');
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x80;
  });
}

std::string label_refusal(std::string_view label) {
  if (label.empty()) return "has an empty label";
  if (label.size() > kMaxLabel) return "has a label of more than 63 characters";
  if (label.front() == '-' || label.back() == '-') {
    return "has a label that begins or ends with '-'";
  }
  for (const char c : label) {
    if (c == '*') return "has a '*' that is not its whole first label";
    if (!is_alphanumeric(c) && c != '-' && c != '_') {
      return "has a character other than letters, digits, '-', '_' and '.'";
    }
  }
  return {};
}

void add_once(std::vector<std::string>& list, std::string value) {
  if (std::find(list.begin(), list.end(), value) == list.end()) {
    list.push_back(std::move(value));
  }
}

std::vector<std::string> sorted(std::vector<std::string> list) {
  std::sort(list.begin(), list.end());
  return list;
}

// What of a wildcard's name is the name proper.
std::string_view without_wildcard(std::string_view name) {
  if (name.starts_with("*.")) name.remove_prefix(2);
  return name;
}

// The A-labels of an international name; nullopt and why there are none.
std::optional<std::string> to_a_labels(std::string_view name,
                                       std::string& reason) {
  char* ascii = nullptr;
  const int status = ::idn2_to_ascii_8z(
      std::string(name).c_str(), &ascii,
      IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL | IDN2_USE_STD3_ASCII_RULES);
  if (status != IDN2_OK) {
    reason = ::idn2_strerror(status);
    return std::nullopt;
  }
  std::string labels = ascii;
  ::idn2_free(ascii);
  return labels;
}

std::string ascii_name_refusal(std::string_view name) {
  if (name.size() > kMaxName) return "is longer than 253 characters";
  if (name == "*") return "is a wildcard for everything";
  name = without_wildcard(name);
  std::string_view last;
  while (true) {
    const auto dot = name.find('.');
    last = name.substr(0, dot);
    if (auto reason = label_refusal(last); !reason.empty()) return reason;
    if (dot == std::string_view::npos) break;
    name.remove_prefix(dot + 1);
  }
  if (std::all_of(last.begin(), last.end(), is_digit)) {
    return "ends with a number, as an IP address does";
  }
  return {};
}

bool is_printable(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return c > ' ' && c < 0x7f; });
}

}  // namespace

std::string dns_name_refusal(std::string_view name) {
  if (name.empty()) return "is empty";
  if (is_ascii(name)) return ascii_name_refusal(name);
  if (!is_utf8(name)) return "is not UTF-8";
  std::string reason;
  const auto labels = to_a_labels(without_wildcard(name), reason);
  if (!labels) return "is no international name: " + reason;
  return ascii_name_refusal(*labels);
}

std::string canonical_dns_name(std::string_view name) {
  std::string text{name};
  if (!is_ascii(name)) {
    std::string reason;
    const auto bare = without_wildcard(name);
    text = std::string(name.substr(0, name.size() - bare.size())) +
           to_a_labels(bare, reason).value_or(std::string(bare));
  }
  std::transform(text.begin(), text.end(), text.begin(), lower);
  return text;
}

std::string email_refusal(std::string_view text) {
  const auto at = text.rfind('@');
  if (!is_printable(text)) return "has a space or is not ASCII";
  if (at == std::string_view::npos || at == 0)
    return "has nothing before a '@'";
  if (text.size() > kMaxName) return "is longer than 253 characters";
  if (text.find('*') != std::string_view::npos) return "has a '*'";
  const auto reason = ascii_name_refusal(text.substr(at + 1));
  return reason.empty() ? "" : "has a host that " + reason;
}

std::string uri_refusal(std::string_view text) {
  const auto colon = text.find(':');
  if (!is_printable(text)) return "has a space or is not ASCII";
  if (text.size() > kMaxUri) return "is longer than 2048 characters";
  if (colon == std::string_view::npos || colon == 0 ||
      colon + 1 == text.size() || is_digit(text.front())) {
    return "has no scheme with something behind it";
  }
  for (const char c : text.substr(0, colon)) {
    if (!is_alphanumeric(c) && c != '+' && c != '-' && c != '.') {
      return "has a scheme with a character other than letters, digits, '+', "
             "'-' and '.'";
    }
  }
  return {};
}

std::string file_name_refusal(std::string_view name) {
  if (name.empty()) return "is empty";
  if (name.size() > kMaxFileName) return "is longer than 64 characters";
  if (!is_alphanumeric(name.front())) {
    return "does not begin with a letter or a digit";
  }
  for (const char c : name) {
    if (!is_alphanumeric(c) && c != '.' && c != '-' && c != '_') {
      return "has a character other than letters, digits, '.', '-' and '_'";
    }
  }
  if (name.size() == 2 && lower(name[0]) == 'c' && lower(name[1]) == 'a') {
    return "is the name of the CA's own folder";
  }
  return {};
}

std::string common_name_refusal(std::string_view name) {
  if (name.empty()) return "is empty";
  if (!is_ascii(name)) return "is not ASCII";
  if (name.size() > kMaxCommonName) return "is longer than 64 characters";
  for (const char c : name) {
    if (c < ' ' || c == 0x7f) return "has a control character";
  }
  // elasticsearch-certgen takes such a name for a whole subject.
  if (name.find('=') != std::string_view::npos) {
    return "has a '=': it is a CN, not a distinguished name";
  }
  return {};
}

std::optional<std::string> canonical_ip(std::string_view text) {
  const std::string address{text};
  // inet_pton(3) would take what stands before a NUL.
  if (address.find('\0') != std::string::npos) return std::nullopt;
  unsigned char bytes[16];
  for (const int family : {AF_INET, AF_INET6}) {
    if (::inet_pton(family, address.c_str(), bytes) != 1) continue;
    return ip_text({reinterpret_cast<const char*>(bytes),
                    family == AF_INET ? std::size_t{4} : std::size_t{16}});
  }
  return std::nullopt;
}

std::string ip_bytes(const std::string& ip) {
  const int family = ip.find(':') == std::string::npos ? AF_INET : AF_INET6;
  std::string bytes(family == AF_INET ? 4 : 16, '\0');
  ::inet_pton(family, ip.c_str(), bytes.data());
  return bytes;
}

std::optional<std::string> ip_text(std::string_view bytes) {
  if (bytes.size() != 4 && bytes.size() != 16) return std::nullopt;
  char text[INET6_ADDRSTRLEN];
  const int family = bytes.size() == 4 ? AF_INET : AF_INET6;
  if (::inet_ntop(family, bytes.data(), text, sizeof text) == nullptr) {
    return std::nullopt;
  }
  return text;
}

void AlternativeNames::add_dns(std::string_view name) {
  add_once(dns, canonical_dns_name(name));
}

void AlternativeNames::add_ip(std::string text) {
  add_once(ip, std::move(text));
}

void AlternativeNames::add_cn(std::string name) {
  add_once(cn, std::move(name));
}

void AlternativeNames::add_email(std::string address) {
  add_once(email, std::move(address));
}

void AlternativeNames::add_uri(std::string text) {
  add_once(uri, std::move(text));
}

bool AlternativeNames::empty() const {
  return dns.empty() && ip.empty() && cn.empty() && email.empty() &&
         uri.empty();
}

bool AlternativeNames::operator==(const AlternativeNames& other) const {
  return sorted(dns) == sorted(other.dns) && sorted(ip) == sorted(other.ip) &&
         sorted(cn) == sorted(other.cn) &&
         sorted(email) == sorted(other.email) &&
         sorted(uri) == sorted(other.uri);
}

}  // namespace flk
