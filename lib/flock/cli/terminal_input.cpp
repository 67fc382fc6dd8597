// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/cli/terminal_input.hpp>

#include <unistd.h>

#include <algorithm>

namespace flk {

void warn_of_terminal(const FilterOptions& filter, Log& log) {
  const auto& files = filter.files;
  const bool standard_input =
      files.empty() ||
      std::find(files.begin(), files.end(), "-") != files.end();
  if (standard_input && ::isatty(STDIN_FILENO) != 0) {
    log.warning("reading records from the terminal, until Ctrl-D");
  }
}

}  // namespace flk
