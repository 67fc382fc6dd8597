// SPDX-License-Identifier: GPL-3.0-or-later
// The machine's own id.

#pragma once

#include <optional>
#include <string>

namespace flk {

// The text of machine-id(5); nullopt where there is none, or an
// "uninitialized" one.
std::optional<std::string> read_machine_id();

}  // namespace flk
