// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/gateway/client_address.hpp>

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include <flock/base/encoding.hpp>
#include <flock/base/error.hpp>

namespace flk {
namespace {

using Bytes = std::array<unsigned char, 16>;
constexpr std::size_t kMappedBits = 96;

std::optional<Bytes> parse_address(std::string_view text) {
  const std::string copy(text);
  Bytes bytes{};
  if (::inet_pton(AF_INET6, copy.c_str(), bytes.data()) == 1) return bytes;
  bytes[10] = bytes[11] = 0xff;
  if (::inet_pton(AF_INET, copy.c_str(), bytes.data() + 12) == 1) return bytes;
  return std::nullopt;
}

bool is_ipv4(const Bytes& bytes) {
  return std::all_of(bytes.begin(), bytes.begin() + 10,
                     [](unsigned char byte) { return byte == 0; }) &&
         bytes[10] == 0xff && bytes[11] == 0xff;
}

bool same_prefix(const Bytes& a, const Bytes& b, std::size_t bits) {
  const auto whole = bits / 8;
  if (!std::equal(a.begin(), a.begin() + static_cast<long>(whole), b.begin())) {
    return false;
  }
  const auto rest = bits % 8;
  return rest == 0 || (a[whole] ^ b[whole]) >> (8 - rest) == 0;
}

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ') || text.starts_with('\t')) text.remove_prefix(1);
  while (text.ends_with(' ') || text.ends_with('\t')) text.remove_suffix(1);
  return text;
}

}  // namespace

TrustedProxies::TrustedProxies(const std::vector<std::string>& networks) {
  for (const auto& text : networks) {
    const auto slash = std::min(text.find('/'), text.size());
    const auto address = parse_address(std::string_view(text).substr(0, slash));
    const bool v4 = text.find(':') == std::string::npos;
    const std::size_t most = v4 ? 32 : 128;
    std::size_t bits = most;
    bool good = address.has_value();
    if (slash < text.size()) {
      const char* end = text.data() + text.size();
      const auto [rest, error] =
          std::from_chars(text.data() + slash + 1, end, bits);
      good = good && error == std::errc{} && rest == end && bits <= most;
    }
    if (!good) {
      throw Error(ErrorKind::config,
                  "cannot trust proxy " + quoted(text) +
                      ": it is no address or network",
                  "127.0.0.1 or 10.0.0.0/8, say");
    }
    networks_.push_back({*address, v4 ? bits + kMappedBits : bits});
  }
}

bool TrustedProxies::contains(std::string_view address) const {
  const auto bytes = parse_address(address);
  return bytes &&
         std::any_of(networks_.begin(), networks_.end(),
                     [&](const Network& network) {
                       return same_prefix(network.bytes, *bytes, network.bits);
                     });
}

std::string TrustedProxies::client(const std::string& peer,
                                   std::string_view forwarded_for) const {
  std::string client = peer;
  while (contains(client) && !forwarded_for.empty()) {
    const auto comma = forwarded_for.rfind(',');
    const auto last = trimmed(comma == std::string_view::npos
                                  ? forwarded_for
                                  : forwarded_for.substr(comma + 1));
    if (!parse_address(last)) break;
    client = std::string(last);
    forwarded_for =
        forwarded_for.substr(0, comma == std::string_view::npos ? 0 : comma);
  }
  return client;
}

std::string limit_key(const std::string& address) {
  constexpr std::size_t kSubscriberBytes = 8;
  const auto bytes = parse_address(address);
  if (!bytes || is_ipv4(*bytes)) return address;
  const std::string text(bytes->begin(), bytes->end());
  return to_hex(std::string_view(text).substr(0, kSubscriberBytes));
}

}  // namespace flk
