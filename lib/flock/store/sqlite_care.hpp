// SPDX-License-Identifier: GPL-3.0-or-later
// What an administrator does to the embedded store's file, while a gateway
// serves it or not.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace flk {

struct StoreReport {
  std::vector<std::string> faults;  // none: it is sound
  std::uint64_t records = 0;
  std::uint64_t users = 0;
};

// Reads the whole file; that it is damaged, or no database, is a fault. Throws
// Error where there is none, it cannot be read, or is of another version.
StoreReport check_store(const std::string& path);

// A copy as of one moment, whole and synced, mode 0600, its owner that of the
// store's folder; `to` must not exist. Root makes it wherever root may, see
// store_owner.hpp. Throws Error.
void backup_store(const std::string& path, const std::string& to);

}  // namespace flk
