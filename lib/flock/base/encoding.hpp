// SPDX-License-Identifier: GPL-3.0-or-later
// Bytes as text: base64 and base64url (RFC 4648 sections 4 and 5), hex.
// Decoders are strict: no white space, no stray bits, the padding as stated.

#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace flk {

std::string to_hex(std::string_view bytes);  // lower case
std::optional<std::string> from_hex(std::string_view text);

std::string to_base64(std::string_view bytes);  // padded
std::optional<std::string> from_base64(std::string_view text);

std::string to_base64url(std::string_view bytes);  // not padded
std::optional<std::string> from_base64url(std::string_view text);

}  // namespace flk
