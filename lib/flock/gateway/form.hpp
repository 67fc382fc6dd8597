// SPDX-License-Identifier: GPL-3.0-or-later
// application/x-www-form-urlencoded (WHATWG URL section 5), which the
// predecessor of 2019 took at /register.

#pragma once

#include <string>
#include <string_view>

namespace flk {

// The form as a JSON object of texts; of a name that comes twice the first
// counts. What is no UTF-8 is escaped as \xNN, a lone % stands for itself.
std::string json_of_form(std::string_view body);

}  // namespace flk
