// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/policy/rule_generalize.hpp>

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include <flock/base/clock.hpp>

namespace flk {
namespace {

constexpr std::string_view kDigits = "0123456789";

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// The first `numbers` numbers of a version, with the dots between them. One may
// be a date (20260311), which a telephone's has more digits than.
void append_version(std::string& out, std::string_view text, int numbers) {
  constexpr std::size_t kMostDigits = 8;
  std::size_t end = 0;
  for (; numbers > 0; --numbers) {
    const std::size_t begin = end == 0 ? 0 : end + 1;
    if (begin > text.size() || (begin > 0 && text[end] != '.')) break;
    const auto after =
        std::min(text.find_first_not_of(kDigits, begin), text.size());
    if (after == begin || after - begin > kMostDigits) break;
    end = after;
  }
  out += end == 0 ? kMasked : text.substr(0, end);
}

// The first moment of the day or month of `time`.
Milliseconds beginning(Milliseconds time, Generalization to) {
  const auto day = to == Generalization::month ? format_month(time) + "-01"
                                               : format_day(time);
  return parse_rfc3339(day + "T00:00:00Z").value_or(Milliseconds{0});
}

// A count since the epoch, seconds below 10^11, else milliseconds; what is
// behind the dot is cut off.
std::optional<std::string> numeric_time(std::string_view text,
                                        Generalization to) {
  constexpr std::int64_t kSecondsEnd = 100'000'000'000;
  constexpr std::int64_t kEnd = 4'102'444'800'000;  // the year 2100
  std::int64_t count = 0;
  const char* last = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), last, count);
  if (error != std::errc{} || count < 0 || count >= kEnd) return std::nullopt;
  if (text.size() > 1 && text[0] == '0' && is_digit(text[1])) {
    return std::nullopt;  // no program writes times so
  }
  if (rest != last &&
      (*rest != '.' || !std::all_of(rest + 1, last, is_digit))) {
    return std::nullopt;
  }
  if (count >= kSecondsEnd) {
    const auto begin = beginning(Milliseconds{count}, to).count();
    // Which would be read as seconds.
    if (begin < kSecondsEnd) return std::nullopt;
    return std::to_string(begin);
  }
  if (count >= kEnd / 1000) return std::nullopt;
  return std::to_string(beginning(Seconds{count}, to).count() / 1000);
}

// Whether `text` is a day such as 2026-11-23, of the years in which times are.
bool is_day(std::string_view text) {
  constexpr std::string_view kShape = "0000-00-00";
  return text.size() == kShape.size() &&
         std::equal(
             text.begin(), text.end(), kShape.begin(),
             [](char c, char s) { return s == '0' ? is_digit(c) : c == s; }) &&
         (text.starts_with("19") || text.starts_with("20")) &&
         parse_rfc3339(std::string(text) + "T00:00:00Z");
}

void append_time(std::string& out, std::string_view text, Generalization to) {
  const bool month = to == Generalization::month;
  if (const auto number = numeric_time(text, to)) {
    out += *number;
  } else if (is_day(text.substr(0, 10)) &&
             (text.size() == 10 || text[10] == 'T' || text[10] == ' ')) {
    out += text.substr(0, month ? 7 : 10);
  } else if (month && is_day(std::string(text) + "-01")) {
    out += text;
  } else {
    out += kMasked;
  }
}

// An address in network byte order, 4 or 16 bytes.
struct Address {
  int family = 0;
  unsigned char bytes[16] = {};
  unsigned size = 0;
};

std::optional<Address> parse_address(const std::string& text) {
  // inet_pton() would see the text before it alone.
  if (text.find('\0') != std::string::npos) return std::nullopt;
  Address address;
  if (::inet_pton(AF_INET, text.c_str(), address.bytes) == 1) {
    address.family = AF_INET;
    address.size = 4;
    return address;
  }
  if (::inet_pton(AF_INET6, text.c_str(), address.bytes) != 1) {
    return std::nullopt;
  }
  static constexpr unsigned char kMapped[12] = {0, 0, 0, 0, 0,    0,
                                                0, 0, 0, 0, 0xff, 0xff};
  if (std::equal(kMapped, kMapped + 12, address.bytes)) {
    std::copy_n(address.bytes + 12, 4, address.bytes);
    address.family = AF_INET;
    address.size = 4;
  } else {
    address.family = AF_INET6;
    address.size = 16;
  }
  return address;
}

// 127.0.0.0/8, ::1 and the unspecified addresses say nothing about where a
// machine is, and what listens on them differs in what it exposes.
bool is_local(const Address& address) {
  if (address.family == AF_INET && address.bytes[0] == 127) return true;
  const auto last = address.size - 1;
  return std::all_of(address.bytes, address.bytes + last,
                     [](unsigned char byte) { return byte == 0; }) &&
         (address.bytes[last] == 0 ||
          (address.family == AF_INET6 && address.bytes[last] == 1));
}

void append_network(std::string& out, Address address) {
  const unsigned kept = address.family == AF_INET ? 3 : 6;
  std::fill(address.bytes + kept, address.bytes + address.size, '\0');
  char text[INET6_ADDRSTRLEN];
  out += ::inet_ntop(address.family, address.bytes, text, sizeof text);
  out += '/';
  out += std::to_string(kept * 8);
}

void append_prefix(std::string& out, std::string_view text) {
  // Of a network or of an address with a zone (fe80::1%eth0) just the address.
  const auto bare = text.substr(0, text.find_first_of("/%"));
  const auto address = parse_address(std::string(bare));
  if (!address) {
    out += kMasked;
  } else if (is_local(*address) && text.find('/') == std::string_view::npos) {
    out += bare;
  } else {
    append_network(out, *address);
  }
}

}  // namespace

void generalize(Generalization to, std::string_view text, std::string& out) {
  if (text.empty()) return;
  switch (to) {
    case Generalization::minor:
      return append_version(out, text, 2);
    case Generalization::major:
      return append_version(out, text, 1);
    case Generalization::day:
    case Generalization::month:
      return append_time(out, text, to);
    case Generalization::home:
      return append_without_homes(out, text);
    case Generalization::command:
      return append_command(out, text);
    case Generalization::prefix:
      return append_prefix(out, text);
    case Generalization::domain:
      return append_domains(out, text);
    case Generalization::schedule:
      return append_schedule(out, text);
  }
}

}  // namespace flk
