// SPDX-License-Identifier: GPL-3.0-or-later
// How minisign(1) 0.11 encrypts the secret part of a key file: scrypt (RFC
// 7914) makes a stream of a passphrase, which is XORed over it.

#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace flk {

// libsodium's measures of scrypt's work.
struct ScryptLimits {
  std::uint64_t operations = 0;
  std::uint64_t memory_bytes = 0;

  // What minisign takes for new keys: about 3 s and 1 GiB.
  static ScryptLimits of_minisign();

  // As they stand in a key file: 16 bytes, little-endian.
  static ScryptLimits parse(std::string_view bytes);
  std::string bytes() const;
  // Whether a file may ask for this: no more than minisign's own.
  bool are_bearable() const;
};

inline constexpr std::size_t kScryptSaltBytes = 32;

// Encrypts `size` bytes at `data`, or decrypts them. `salt` is
// kScryptSaltBytes long. Throws Error (try_again) without enough memory.
void apply_scrypt(unsigned char* data, std::size_t size,
                  std::string_view passphrase, std::string_view salt,
                  const ScryptLimits& limits);

}  // namespace flk
