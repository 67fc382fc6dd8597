// SPDX-License-Identifier: GPL-3.0-or-later
// What the gateway's benchmarks send: records of about 600 bytes as osqueryd
// writes them, whose owner can be changed in place.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace flk::bench {

// bench-0000042
std::string user_name(std::uint64_t number);
// That user's ledger id.
std::string ledger_of(std::uint64_t number);
inline constexpr std::string_view kToken = "0123456789abcdef0123456789abcdef";

// A body of JSON lines.
class Body {
 public:
  // `now` in seconds.
  Body(std::size_t records, std::int64_t now);

  void set_user(std::uint64_t number);
  std::string_view text() const { return text_; }

 private:
  std::string text_;
  std::vector<std::size_t> users_;  // where the name stands
};

}  // namespace flk::bench
