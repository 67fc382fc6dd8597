// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/base/hash.hpp>

#include <sodium.h>

#include <flock/base/encoding.hpp>

namespace flk {

std::string sha256(std::string_view bytes) {
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
