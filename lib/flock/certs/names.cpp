// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/certs/names.hpp>

#include <arpa/inet.h>

#include <algorithm>

namespace flk {
namespace {

constexpr std::size_t kMaxName = 253;       // RFC 1035 section 2.3.4, as text
constexpr std::size_t kMaxLabel = 63;       // likewise
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

}  // namespace

std::string dns_name_refusal(std::string_view name) {
  if (name.empty()) return "is empty";
  if (!is_ascii(name)) {
    return "is not ASCII: write an international name as its A-labels (xn--)";
  }
  if (name.size() > kMaxName) return "is longer than 253 characters";
  if (name == "*") return "is a wildcard for everything";
  if (name.starts_with("*.")) name.remove_prefix(2);
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
  std::string lowered{name};
  std::transform(lowered.begin(), lowered.end(), lowered.begin(), lower);
  add_once(dns, std::move(lowered));
}

void AlternativeNames::add_ip(std::string text) {
  add_once(ip, std::move(text));
}

void AlternativeNames::add_cn(std::string name) {
  add_once(cn, std::move(name));
}

bool AlternativeNames::operator==(const AlternativeNames& other) const {
  return sorted(dns) == sorted(other.dns) && sorted(ip) == sorted(other.ip) &&
         sorted(cn) == sorted(other.cn);
}

}  // namespace flk
