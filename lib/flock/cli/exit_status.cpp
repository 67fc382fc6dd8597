// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/cli/exit_status.hpp>

namespace flk {

ExitStatus status_of(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::config:
      return ExitStatus::usage;
    case ErrorKind::try_again:
      return ExitStatus::try_again;
    case ErrorKind::refused:
      return ExitStatus::refused;
    case ErrorKind::defect:
      break;
  }
  return ExitStatus::defect;
}

}  // namespace flk
