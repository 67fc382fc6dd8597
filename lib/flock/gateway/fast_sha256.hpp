// SPDX-License-Identifier: GPL-3.0-or-later
// SHA-256 (FIPS 180-4) of two texts at once, since the gateway hashes every
// byte that comes in. A round waits for the one before it: on processors with
// instructions for SHA-256, which can begin one while another goes on, two
// texts take little longer than one. Elsewhere it is OpenSSL, one by one.

#pragma once

#include <array>
#include <string_view>

namespace flk {

using Sha256Digest = std::array<unsigned char, 32>;
using Sha256Pair = std::array<Sha256Digest, 2>;

// For several threads at once. Best where both are about as long.
Sha256Pair fast_sha256(std::string_view first, std::string_view second);

// The two ways that it goes, for their tests.
namespace sha256_detail {

Sha256Pair by_openssl(std::string_view first, std::string_view second);
bool has_instructions();  // x86's; without them the next must not be called
Sha256Pair by_instructions(std::string_view first, std::string_view second);

}  // namespace sha256_detail

}  // namespace flk
