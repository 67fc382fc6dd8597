// SPDX-License-Identifier: GPL-3.0-or-later
// What SQL that is not trusted may do (sqlite.org/security.html): an
// authorizer that allows only what is named, and limits on everything.

#pragma once

struct sqlite3;

namespace flk {

// From here on `db` takes nothing but SELECT from the attached tables and
// json_each() and json_tree(), with the functions that compute something out
// of their arguments.
void close_gate(sqlite3* db);

}  // namespace flk
