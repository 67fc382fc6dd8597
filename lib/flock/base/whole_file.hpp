// SPDX-License-Identifier: GPL-3.0-or-later
// A whole file that is open, as file.hpp and regular_file.hpp read it.

#pragma once

#include <cstddef>
#include <string>

#include <flock/base/fd.hpp>

namespace flk {

// What is left to read, at most `max_bytes`. Throws Error naming `path`.
std::string read_all(int fd, const std::string& path, std::size_t max_bytes);

}  // namespace flk
