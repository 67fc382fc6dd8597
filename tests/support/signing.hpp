// SPDX-License-Identifier: GPL-3.0-or-later
// Keys, streams and signed records that are the same in each run.

#pragma once

#include <string>
#include <vector>

#include <flock/signature/signer.hpp>

#include "support/records.hpp"

namespace flk {

// The key whose seed is 32 times `c`.
inline SigningKey key_of(char c) {
  return SigningKey::from_seed(std::string(32, c), std::string(8, c));
}

// A stream that nothing was signed in yet; its id is 16 times `c`.
inline ChainPosition stream_of(char c) {
  static constexpr char kDigits[] = "0123456789abcdef";
  const auto byte = static_cast<unsigned char>(c);
  ChainPosition position;
  for (int i = 0; i < 16; ++i) {
    position.stream += kDigits[byte >> 4];
    position.stream += kDigits[byte & 0xf];
  }
  return position;
}

inline std::string sign_text(const Signer& signer, std::string text,
                             ChainPosition& position) {
  const ParsedRecord record{std::move(text)};
  return signer.sign(*record, position);
}

}  // namespace flk
