// SPDX-License-Identifier: GPL-3.0-or-later
// SHA-256 (FIPS 180-4), by the processor's instructions where it has some, else
// by libsodium.

#pragma once

#include <string>
#include <string_view>

namespace flk {

// The digest's 32 bytes.
std::string sha256(std::string_view bytes);

// The digest in base64url, 43 characters.
std::string sha256_base64url(std::string_view bytes);

}  // namespace flk
