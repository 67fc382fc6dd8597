// SPDX-License-Identifier: GPL-3.0-or-later
// A filter whose input is a terminal says so: it looks like one that hangs.

#pragma once

#include <flock/base/log.hpp>
#include <flock/cli/common_options.hpp>

namespace flk {

// One line where standard input is read and is a terminal; else nothing.
void warn_of_terminal(const FilterOptions& filter, Log& log);

}  // namespace flk
