// SPDX-License-Identifier: GPL-3.0-or-later
// Time that nobody sets, for deadlines: since some moment, not of the day.

#pragma once

#include <flock/base/clock.hpp>

namespace flk {

Clock& steady_clock();

}  // namespace flk
