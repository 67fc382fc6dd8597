// SPDX-License-Identifier: GPL-3.0-or-later
// The embedded store's file: SQLite in WAL mode, synced at each commit.

#pragma once

#include <cstddef>
#include <string>

#include <flock/store/sqlite.hpp>

namespace flk {

// Opens the store at `path`; with read_write makes it where it is missing. SQL
// has member(BYTES, KEY) there: a record's member, where it is text.
// Throws Error (config) where it is another's file, or a newer version's.
SqliteDatabase open_store_file(const std::string& path,
                               SqliteDatabase::Mode mode);

// Lets the file of this connection grow to `max_bytes` (of pages; the
// write-ahead log comes on top).
void bound_size(SqliteDatabase& database, std::size_t max_bytes);

}  // namespace flk
