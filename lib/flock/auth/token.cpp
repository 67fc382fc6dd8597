// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/auth/token.hpp>

#include <flock/auth/user_name.hpp>
#include <flock/base/encoding.hpp>
#include <flock/base/hash.hpp>
#include <flock/base/secret.hpp>

namespace flk {

std::string make_token(Random& random) { return to_hex(random.bytes(16)); }

bool is_token(std::string_view token) {
  constexpr std::size_t kLeast = 32;
  constexpr std::size_t kMost = 128;
  return token.size() >= kLeast && token.size() <= kMost &&
         has_only_name_characters(token);
}

std::string hash_token(std::string_view token) {
  return sha256_base64url(token);
}

bool token_matches(std::string_view token, std::string_view hash) {
  return equal_in_constant_time(hash_token(token), hash);
}

}  // namespace flk
