// SPDX-License-Identifier: GPL-3.0-or-later
// SHA-256 (FIPS 180-4) of two texts at once, since the gateway hashes every
// byte that comes in: by x86's instructions for it where there are some, else
// by OpenSSL, one by one.

#pragma once

#include <string_view>

#include <flock/base/sha256_x86.hpp>

namespace flk {

// For several threads at once. Best where both are about as long.
Sha256Pair fast_sha256(std::string_view first, std::string_view second);

// The other way, for its test.
Sha256Pair openssl_sha256(std::string_view first, std::string_view second);

}  // namespace flk
