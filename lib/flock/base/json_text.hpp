// SPDX-License-Identifier: GPL-3.0-or-later
// Writing JSON text, RFC 8259: strings with the fewest escapes (as RFC 8785
// section 3.2.2.2 has them).

#pragma once

#include <string>
#include <string_view>

namespace flk {

// Appends `text`, which must be UTF-8, as a JSON string with its quotes.
void append_json_string(std::string& out, std::string_view text);

std::string json_string(std::string_view text);

}  // namespace flk
