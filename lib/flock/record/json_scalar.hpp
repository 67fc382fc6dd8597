// SPDX-License-Identifier: GPL-3.0-or-later
// The grammar of JSON's strings and numbers, RFC 8259 sections 6 and 7.

#pragma once

#include <string>
#include <string_view>

namespace flk {

// What is wrong with `token` as a number; nullptr where it is one and does not
// overflow a double.
const char* number_fault(std::string_view token);

// Whether a number's token has neither fraction nor exponent.
bool is_integer_token(std::string_view token);

// Whether every escape in `inner` (a string without its quotes) is one of
// RFC 8259 and every surrogate has its pair.
bool escapes_are_valid(std::string_view inner);

// Appends `inner`, whose escapes are valid, unescaped, as UTF-8.
void append_unescaped(std::string& out, std::string_view inner);

}  // namespace flk
