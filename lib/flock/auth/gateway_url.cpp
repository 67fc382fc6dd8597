// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/auth/gateway_url.hpp>

#include <arpa/inet.h>

#include <string>

namespace flk {
namespace {

bool is_loopback(std::string_view host) {
  if (host == "localhost" || host == "[::1]") return true;
  in_addr address{};
  return ::inet_pton(AF_INET, std::string(host).c_str(), &address) == 1 &&
         ntohl(address.s_addr) >> 24 == 127;
}

// Without the port.
std::string_view host_of(std::string_view authority) {
  const auto colon = authority.rfind(':');
  const bool has_port = colon != std::string_view::npos &&
                        authority.find_first_not_of("0123456789", colon + 1) ==
                            std::string_view::npos;
  return has_port ? authority.substr(0, colon) : authority;
}

}  // namespace

bool is_gateway_url(std::string_view url) {
  constexpr std::string_view kPlain = "http://";
  if (url.starts_with("https://")) return true;
  if (!url.starts_with(kPlain)) return false;
  url.remove_prefix(kPlain.size());
  return is_loopback(host_of(url.substr(0, url.find_first_of("/?#"))));
}

}  // namespace flk
