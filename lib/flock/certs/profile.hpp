// SPDX-License-Identifier: GPL-3.0-or-later
// What a certificate is for and what kind of key it has, as instances.yml
// spells them; flock-certs(1), INSTANCES.

#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace flk {

enum class Role { server, client, both };

std::optional<Role> parse_role(std::string_view text);
std::string role_name(Role role);

struct KeyType {
  enum class Kind { p256, p384, ed25519, rsa };
  Kind kind = Kind::p256;
  unsigned rsa_bits = 0;

  // "EC P-256", "EC P-384", "Ed25519", "RSA 3072": what key_type() gives.
  std::string name() const;
  bool operator==(const KeyType&) const = default;
};

// "P-256", "P-384", "Ed25519", "RSA-2048" to "RSA-8192" in steps of 1024,
// whatever the case; with "EC " in front or a space for the hyphen as well.
std::optional<KeyType> parse_key_type(std::string_view text);

// The names that a CA is bound to (RFC 5280 section 4.2.1.10): DNS names with
// all that is below them, and networks as ADDRESS/BITS.
struct NameConstraints {
  struct Subtrees {
    std::vector<std::string> dns;
    std::vector<std::string> ip;
    std::vector<std::string> email;  // hosts
    bool empty() const { return dns.empty() && ip.empty() && email.empty(); }
  };
  Subtrees permitted;
  Subtrees excluded;
  bool empty() const { return permitted.empty() && excluded.empty(); }
};

// The address and the mask, 8 or 32 bytes, of "192.0.2.0/24"; nullopt where it
// is none, or has bits behind the mask.
std::optional<std::string> network_bytes(std::string_view text);

inline constexpr std::chrono::days kAuthorityDays{1826};  // 5 years
inline constexpr std::chrono::days kLeafDays{397};
inline constexpr int kMaxDays = 36500;

// What instances.yml says about the CA.
struct AuthorityProfile {
  std::string name;  // the subject's CN; empty: "Flock CA " and the key's id
  std::chrono::days days = kAuthorityDays;
  KeyType key_type;
  NameConstraints constraints;
};

}  // namespace flk
