// SPDX-License-Identifier: GPL-3.0-or-later
// Host names to their domains. Which suffixes are public is a list of its own
// (publicsuffix.org) that changes weekly; here two labels make a domain, three
// below the likes of co.uk. A name that has no more than two is one of a
// machine (ann-laptop.acme) unless its top level is a usual one or that of a
// country.

#include <arpa/inet.h>

#include <algorithm>
#include <array>

#include <flock/policy/rule_generalize.hpp>

namespace flk {
namespace {

constexpr std::string_view kHidden = "*";

// Names that /etc/hosts has on every machine.
constexpr std::array<std::string_view, 14> kEverywhere{
    "localhost",     "localhost.localdomain",
    "localhost4",    "localhost4.localdomain4",
    "localhost6",    "localhost6.localdomain6",
    "ip6-localhost", "ip6-loopback",
    "ip6-localnet",  "ip6-mcastprefix",
    "ip6-allnodes",  "ip6-allrouters",
    "ip6-allhosts",  "broadcasthost"};

// Below these stand names of machines, not domains.
constexpr std::array<std::string_view, 9> kLocalSuffixes{
    "local",    "localdomain", "lan",  "home", "internal",
    "intranet", "private",     "corp", "arpa"};

// Top levels below which two labels are a domain, beside those of two letters.
constexpr std::array<std::string_view, 39> kPublic{
    "academy", "app",    "biz",  "blog",  "click", "cloud", "club", "com",
    "company", "design", "dev",  "edu",   "email", "gov",   "icu",  "info",
    "int",     "link",   "live", "media", "mil",   "mobi",  "name", "net",
    "news",    "online", "org",  "page",  "pro",   "shop",  "site", "store",
    "tech",    "top",    "vip",  "win",   "work",  "xyz",   "zip"};

constexpr std::array<std::string_view, 10> kSecondLevels{
    "ac", "co", "com", "edu", "gob", "gov", "ne", "net", "or", "org"};

template <std::size_t size>
bool contains(const std::array<std::string_view, size>& words,
              std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::string lower_case(std::string_view text) {
  std::string out{text};
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

bool is_letters(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  });
}

bool is_address(std::string_view text) {
  // inet_pton() would see the text before it alone.
  if (text.find('\0') != std::string_view::npos) return false;
  const std::string address{text};
  unsigned char bytes[16];
  return ::inet_pton(AF_INET, address.c_str(), bytes) == 1 ||
         ::inet_pton(AF_INET6, address.c_str(), bytes) == 1;
}

// One of at least two labels.
bool is_qualified(std::string_view text) {
  if (text.starts_with('.') || text.ends_with('.') ||
      text.find("..") != std::string_view::npos ||
      text.find('.') == std::string_view::npos) {
    return false;
  }
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_' ||
           c == '*' || static_cast<unsigned char>(c) >= 0x80;
  });
}

// The last `count` labels of `host`, or all of it where it has fewer.
std::string_view last_labels(std::string_view host, int count) {
  auto dot = host.size();
  for (; count > 0; --count) {
    if (dot == 0) return host;
    dot = host.rfind('.', dot - 1);
    if (dot == std::string_view::npos) return host;
  }
  return host.substr(dot + 1);
}

bool is_public(std::string_view top) {
  return (top.size() == 2 && is_letters(top)) ||
         contains(kPublic, lower_case(top));
}

// What is shown of a qualified name; empty where no part of it is to be.
std::string_view domain_of(std::string_view host) {
  const auto top = last_labels(host, 1);
  // Top levels have letters only, names of machines often more.
  if (!is_letters(top)) return {};
  if (contains(kLocalSuffixes, lower_case(top))) return top;
  const auto pair = last_labels(host, 2);
  const auto second = lower_case(pair.substr(0, pair.find('.')));
  const bool three = top.size() == 2 && contains(kSecondLevels, second);
  if (three) return last_labels(host, 3);
  // ann-laptop.fritz is a machine, for all that is known of fritz.
  return pair.size() == host.size() && !is_public(top) ? top : pair;
}

}  // namespace

void append_domain(std::string& out, std::string_view host) {
  if (host.ends_with('.')) host.remove_suffix(1);
  if (contains(kEverywhere, host) || is_address(host)) {
    out += host;
    return;
  }
  const auto domain = is_qualified(host) ? domain_of(host) : std::string_view();
  if (domain.empty()) {
    out += kHidden;
    return;
  }
  if (domain.size() != host.size()) out += "*.";
  out += domain;
}

void append_domains(std::string& out, std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n,";
  while (!text.empty()) {
    const auto host = text.substr(0, text.find_first_of(kSpace));
    if (!host.empty()) append_domain(out, host);
    text.remove_prefix(host.size());
    const auto gap = std::min(text.find_first_not_of(kSpace), text.size());
    out += text.substr(0, gap);
    text.remove_prefix(gap);
  }
}

}  // namespace flk
