// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

namespace flk {

// How many cores this process may run on, taskset(1) and cpusets counted; at
// least 1.
unsigned usable_cores();

}  // namespace flk
