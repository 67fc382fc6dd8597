// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/base/hash.hpp>

#include <sodium.h>

#include <flock/base/encoding.hpp>
#include <flock/base/sha256_x86.hpp>

namespace flk {

std::string sha256(std::string_view bytes) {
  static const bool has_instructions = sha256_x86::is_here();
  if (has_instructions) {
    const auto digest = sha256_x86::hash(bytes);
    return {digest.begin(), digest.end()};
  }
  std::string digest(crypto_hash_sha256_BYTES, '\0');
  crypto_hash_sha256(reinterpret_cast<unsigned char*>(digest.data()),
                     reinterpret_cast<const unsigned char*>(bytes.data()),
                     bytes.size());
  return digest;
}

std::string sha256_base64url(std::string_view bytes) {
  return to_base64url(sha256(bytes));
}

}  // namespace flk
