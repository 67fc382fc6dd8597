// SPDX-License-Identifier: GPL-3.0-or-later
// What a Content-Type says of a body; parameters such as charset do not count.

#pragma once

#include <string_view>

namespace flk {

// application/json and application/ANYTHING+json, as the predecessor's
// framework has it.
bool is_json_type(std::string_view content_type);

// application/x-ndjson
bool is_lines_type(std::string_view content_type);

// application/x-www-form-urlencoded
bool is_form_type(std::string_view content_type);

}  // namespace flk
