// SPDX-License-Identifier: GPL-3.0-or-later
// Records deleted from the embedded store, some thousands in a transaction, so
// that whoever stores some meanwhile waits for one of these at most. The file
// keeps its size; its free pages are used again.

#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include <flock/store/sqlite.hpp>
#include <flock/store/store.hpp>

namespace flk {

// Runs one transaction's work while nobody else uses the connection. Outside
// of it the functions below do not touch that.
using Exclusively = std::function<void(const std::function<void()>&)>;

// What Store::delete_records_of() and Store::prune() do.
std::uint64_t delete_user_records(SqliteDatabase& database,
                                  const std::string& user,
                                  const Exclusively& exclusively);
std::uint64_t prune_records(SqliteDatabase& database, Milliseconds before,
                            const Exclusively& exclusively);

}  // namespace flk
