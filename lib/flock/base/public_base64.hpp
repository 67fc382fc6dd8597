// SPDX-License-Identifier: GPL-3.0-or-later
// base64url without padding (RFC 4648 section 5) of what is no secret: by a
// table, several times faster than encoding.hpp's, whose time must not depend
// on the bytes.

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace flk {

// How many characters `bytes` bytes take.
constexpr std::size_t base64url_length(std::size_t bytes) {
  return (bytes * 4 + 2) / 3;
}

// Writes base64url_length(bytes.size()) characters to `out`.
void encode_public_base64url(std::string_view bytes, char* out);

// Writes text.size() * 3 / 4 bytes to `out`. False, what is in `out` being of
// no use, for padding, other characters, bits that encode nothing, a length
// that no bytes have: as strict as encoding.hpp's.
bool decode_public_base64url(std::string_view text, char* out);

void append_public_base64url(std::string& out, std::string_view bytes);
std::optional<std::string> from_public_base64url(std::string_view text);

}  // namespace flk
