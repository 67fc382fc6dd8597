// SPDX-License-Identifier: GPL-3.0-or-later
// What the predecessor took for no value at all: it was written in Python.

#pragma once

#include <flock/record/json.hpp>

namespace flk {

// {}, [], null, false, "" and zero in any spelling.
bool is_falsy(const JsonValue& value);

}  // namespace flk
