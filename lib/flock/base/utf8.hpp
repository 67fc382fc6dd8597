// SPDX-License-Identifier: GPL-3.0-or-later
// UTF-8, RFC 3629: where a character ends, and text out of bytes that are none.

#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace flk {

// The length in bytes of the character that `text` begins with, 1 to 4; 0
// where the first byte begins no well-formed one, or text is empty.
std::size_t utf8_sequence_length(std::string_view text);

bool is_utf8(std::string_view text);

// `text` with every byte outside a well-formed character as \xNN (four
// characters, as osquery writes them).
std::string to_utf8(std::string_view text);

// Appends each byte as \xNN.
void append_byte_escapes(std::string& out, std::string_view bytes);

// Appends `code_point`, at most U+10FFFF and no surrogate, as UTF-8.
void append_utf8(std::string& out, std::uint32_t code_point);

// The longest prefix of `text` (well-formed) that has at most `max_bytes` and
// cuts no character.
std::string_view utf8_prefix(std::string_view text, std::size_t max_bytes);

}  // namespace flk
