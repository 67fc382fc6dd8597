// SPDX-License-Identifier: GPL-3.0-or-later
// Which columns of osquery's tables hold what is about a person, or tells a
// laptop from all others: policy_personal.txt.

#pragma once

#include <string_view>

#include <flock/policy/policy_tables.hpp>

namespace flk {

// What `column` holds, such as "the name of an account"; empty where that is
// nothing personal. Of an expression its name is all that is known.
std::string_view personal_content(const QueryColumn& column);

}  // namespace flk
