// SPDX-License-Identifier: GPL-3.0-or-later
// The embedded store's file: SQLite in WAL mode, synced at each commit.

#pragma once

#include <string>

#include <flock/store/sqlite.hpp>

namespace flk {

// Opens the store at `path`; with read_write makes it where it is missing.
// Throws Error (config) where it is another's file, or a newer version's.
SqliteDatabase open_store_file(const std::string& path,
                               SqliteDatabase::Mode mode);

}  // namespace flk
