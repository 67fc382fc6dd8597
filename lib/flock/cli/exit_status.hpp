// SPDX-License-Identifier: GPL-3.0-or-later
// The one table of exit statuses, flock-tools(7).

#pragma once

#include <algorithm>

#include <flock/base/error.hpp>

namespace flk {

enum class ExitStatus {
  success = 0,       // all done
  answer_is_no = 1,  // a record does not verify, a check found something
  usage = 2,         // usage or configuration: nothing was done
  partly_done = 3,   // some records were rejected, all others went through
  try_again = 4,     // could not finish; nothing is lost
  refused = 5,       // refused for good
  defect = 70,       // a defect of ours (EX_SOFTWARE)
};

ExitStatus status_of(ErrorKind kind);

// Where several apply, the highest.
inline ExitStatus highest(ExitStatus a, ExitStatus b) { return std::max(a, b); }

}  // namespace flk
