// SPDX-License-Identifier: GPL-3.0-or-later

#include <sched.h>

#include <algorithm>
#include <thread>

#include <flock/base/cores.hpp>

namespace flk {

unsigned usable_cores() {
  cpu_set_t cores;
  if (::sched_getaffinity(0, sizeof cores, &cores) == 0) {
    return static_cast<unsigned>(std::max(CPU_COUNT(&cores), 1));
  }
  // More cores than the set has room for.
  return std::max(std::thread::hardware_concurrency(), 1u);
}

}  // namespace flk
