// SPDX-License-Identifier: GPL-3.0-or-later
// Agent records as flock-record(5) lists them: their members, and what values
// those may have. No policy is asked; what is not listed does not pass.

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <flock/record/json.hpp>

namespace flk {

// Whether records of `type` have the member `key`, the common ones included.
bool is_agent_member(std::string_view type, const JsonValue& key);

// What is wrong with the record `object` of `type`; nullopt where nothing is.
std::optional<std::string> agent_record_fault(std::string_view type,
                                              const JsonValue& object);

}  // namespace flk
