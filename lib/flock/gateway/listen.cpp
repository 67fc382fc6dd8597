// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/gateway/listen.hpp>

#include <arpa/inet.h>

#include <charconv>
#include <string_view>

#include <flock/base/error.hpp>

namespace flk {
namespace {

[[noreturn]] void refuse(const std::string& text) {
  throw Error(ErrorKind::config,
              "cannot listen on " + quoted(text) + ": it is not ADDRESS:PORT",
              "127.0.0.1:5000, [::1]:5000 or 0.0.0.0:443, say");
}

bool is_ipv4(const std::string& text) {
  in_addr ignored;
  return ::inet_pton(AF_INET, text.c_str(), &ignored) == 1;
}

bool is_ipv6(const std::string& text) {
  in6_addr ignored;
  return ::inet_pton(AF_INET6, text.c_str(), &ignored) == 1;
}

}  // namespace

ListenAddress ListenAddress::parse(const std::string& text) {
  const auto colon = text.rfind(':');
  if (colon == std::string::npos) refuse(text);
  ListenAddress parsed;
  const char* end = text.data() + text.size();
  const auto [rest, error] =
      std::from_chars(text.data() + colon + 1, end, parsed.port);
  if (error != std::errc{} || rest != end) refuse(text);
  auto host = text.substr(0, colon);
  if (host == "localhost") host = "127.0.0.1";
  if (host.starts_with('[') && host.ends_with(']')) {
    parsed.address = host.substr(1, host.size() - 2);
    if (!is_ipv6(parsed.address)) refuse(text);
    parsed.loopback = parsed.address == "::1";
  } else {
    parsed.address = host;
    if (!is_ipv4(host)) refuse(text);
    parsed.loopback = host.starts_with("127.");
  }
  return parsed;
}

std::string ListenAddress::text() const {
  const bool v6 = address.find(':') != std::string::npos;
  return (v6 ? "[" + address + "]" : address) + ":" + std::to_string(port);
}

}  // namespace flk
