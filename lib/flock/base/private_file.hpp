// SPDX-License-Identifier: GPL-3.0-or-later
// Files that are their owner's alone: secrets, and what was not redacted.

#pragma once

#include <sys/stat.h>

#include <string>

namespace flk {

// Of the open file that is called `path`. Throws Error (config).
struct stat file_status(int fd, const std::string& path);

// Throws Error (config), "REFUSAL 'PATH': others can read or write it" with the
// cure, unless group and others can do neither.
void require_private(const struct stat& status, const std::string& path,
                     const std::string& refusal);

}  // namespace flk
