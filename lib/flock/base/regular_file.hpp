// SPDX-License-Identifier: GPL-3.0-or-later
// Whole files that must be regular ones, by names that are not the user's to
// choose: a FIFO or a device of that name is refused, not waited for. What an
// option names may be a pipe: file.hpp reads that.

#pragma once

#include <cstddef>
#include <optional>
#include <string>

namespace flk {

// Throws Error (config) unless it is one that can be read.
void require_regular(const std::string& path);

// The whole file, at most `max_bytes`. Throws Error (config).
std::string read_regular_file(const std::string& path, std::size_t max_bytes);

// As above; nullopt where there is no such file.
std::optional<std::string> read_regular_file_if_exists(const std::string& path,
                                                       std::size_t max_bytes);

// As read_secret_file().
std::string read_regular_secret_file(const std::string& path,
                                     std::size_t max_bytes);

}  // namespace flk
