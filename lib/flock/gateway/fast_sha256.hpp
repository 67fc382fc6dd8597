// SPDX-License-Identifier: GPL-3.0-or-later
// SHA-256 (FIPS 180-4) by OpenSSL, which uses the processor's own instructions
// where it has some: several times as fast as libsodium's, and the gateway
// hashes every byte that comes in.

#pragma once

#include <string_view>

namespace flk {

// Writes the 32 bytes of the digest to `digest`. For several threads at once.
void fast_sha256(std::string_view bytes, unsigned char* digest);

}  // namespace flk
