// SPDX-License-Identifier: GPL-3.0-or-later
// Whom a request is from, for limits per address: the peer, or whoever a proxy
// that is trusted says in X-Forwarded-For.

#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace flk {

class TrustedProxies {
 public:
  TrustedProxies() = default;
  // Addresses or networks: 127.0.0.1, 10.0.0.0/8, fd00::/8. Throws Error
  // (config).
  explicit TrustedProxies(const std::vector<std::string>& networks);

  bool contains(std::string_view address) const;

  // The last address in `forwarded_for` that is no proxy of ours, where `peer`
  // is one; else `peer`. What is no address ends the search: anybody can write
  // the header.
  std::string client(const std::string& peer,
                     std::string_view forwarded_for) const;

 private:
  struct Network {
    std::array<unsigned char, 16> bytes;  // IPv4 as ::ffff:a.b.c.d
    std::size_t bits;
  };
  std::vector<Network> networks_;
};

// What limits count by: an IPv4 address, or the /64 that one subscriber has.
std::string limit_key(const std::string& address);

}  // namespace flk
