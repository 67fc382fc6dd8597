// SPDX-License-Identifier: GPL-3.0-or-later
// SQLite's instr(), replace(), trim(), ltrim() and rtrim() anew, in linear
// time: its own take the product of both lengths within one step, where no
// time-out reaches them (hours for two long values).

#pragma once

struct sqlite3;

namespace flk {

void replace_slow_functions(sqlite3* db);

}  // namespace flk
