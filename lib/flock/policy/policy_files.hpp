// SPDX-License-Identifier: GPL-3.0-or-later
// Files of this folder, compiled in.

#pragma once

#include <string_view>

namespace flk {

extern const std::string_view kPolicyJson;      // policy.json
extern const std::string_view kPolicyTables;    // policy_tables.txt
extern const std::string_view kPolicyPersonal;  // policy_personal.txt

}  // namespace flk
