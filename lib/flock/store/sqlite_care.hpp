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

// Reads the whole file. Throws Error where it cannot be read at all.
StoreReport check_store(const std::string& path);

// A copy as of one moment, whole and synced, mode 0600; `to` must not exist.
// Throws Error.
void backup_store(const std::string& path, const std::string& to);

// As root, becomes for good whoever owns the folder that `path` lies in: SQLite
// makes files beside the store, and root's would be in the gateway's way. As
// anybody else it does nothing. Throws Error.
void become_owner_of_store(const std::string& path);

}  // namespace flk
