// SPDX-License-Identifier: GPL-3.0-or-later
// --listen ADDRESS:PORT.

#pragma once

#include <cstdint>
#include <string>

namespace flk {

struct ListenAddress {
  std::string address;  // numeric, IPv6 without brackets
  std::uint16_t port = 0;
  bool loopback = false;

  // 127.0.0.1:5000, [::1]:5000, localhost:5000. Throws Error (config).
  static ListenAddress parse(const std::string& text);
  // As in a URL: [::1]:5000.
  std::string text() const;
};

}  // namespace flk
