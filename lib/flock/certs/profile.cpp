// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/certs/profile.hpp>

#include <algorithm>
#include <charconv>

#include <flock/certs/names.hpp>

namespace flk {
namespace {

constexpr unsigned kMinRsaBits = 2048;
constexpr unsigned kMaxRsaBits = 8192;

// Lower case, without what people put in or leave out.
std::string squeezed(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == ' ' || c == '-') continue;
    out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return out;
}

std::optional<unsigned> number(std::string_view text) {
  unsigned value = 0;
  const auto* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, value);
  if (text.empty() || error != std::errc{} || rest != end) return std::nullopt;
  return value;
}

bool ends_in_zeros(std::string_view address, unsigned bits) {
  for (std::size_t bit = bits; bit < address.size() * 8; ++bit) {
    const auto byte = static_cast<unsigned char>(address[bit / 8]);
    if ((byte >> (7 - bit % 8) & 1) != 0) return false;
  }
  return true;
}

std::string mask_of(std::size_t size, unsigned bits) {
  std::string mask(size, '\0');
  for (std::size_t bit = 0; bit < bits; ++bit) {
    auto& byte = mask[bit / 8];
    byte = static_cast<char>(static_cast<unsigned char>(byte) |
                             (0x80u >> (bit % 8)));
  }
  return mask;
}

}  // namespace

std::optional<Role> parse_role(std::string_view text) {
  for (const auto role : {Role::server, Role::client, Role::both}) {
    if (text == role_name(role)) return role;
  }
  return std::nullopt;
}

std::string role_name(Role role) {
  if (role == Role::server) return "server";
  return role == Role::client ? "client" : "both";
}

std::string KeyType::name() const {
  switch (kind) {
    case Kind::p256:
      return "EC P-256";
    case Kind::p384:
      return "EC P-384";
    case Kind::ed25519:
      return "Ed25519";
    case Kind::rsa:
      break;
  }
  return "RSA " + std::to_string(rsa_bits);
}

std::optional<KeyType> parse_key_type(std::string_view text) {
  auto name = squeezed(text);
  if (name.starts_with("ec")) name.erase(0, 2);
  if (name == "p256") return KeyType{KeyType::Kind::p256, 0};
  if (name == "p384") return KeyType{KeyType::Kind::p384, 0};
  if (name == "ed25519") return KeyType{KeyType::Kind::ed25519, 0};
  if (!name.starts_with("rsa")) return std::nullopt;
  const auto bits = number(std::string_view(name).substr(3));
  if (!bits || *bits < kMinRsaBits || *bits > kMaxRsaBits ||
      *bits % 1024 != 0) {
    return std::nullopt;
  }
  return KeyType{KeyType::Kind::rsa, *bits};
}

std::optional<std::string> network_bytes(std::string_view text) {
  const auto slash = text.find('/');
  const auto ip = canonical_ip(text.substr(0, slash));
  if (!ip) return std::nullopt;
  const auto address = ip_bytes(*ip);
  const auto most = static_cast<unsigned>(address.size() * 8);
  const auto bits = slash == std::string_view::npos
                        ? std::optional<unsigned>{most}
                        : number(text.substr(slash + 1));
  if (!bits || *bits > most || !ends_in_zeros(address, *bits)) {
    return std::nullopt;
  }
  return address + mask_of(address.size(), *bits);
}

}  // namespace flk
