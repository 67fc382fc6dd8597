// SPDX-License-Identifier: GPL-3.0-or-later
// The machine's own accounts, passwd(5) and group(5). Directories on the
// network are not asked: that can take for ever, and lists a whole company.

#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <flock/collect/table_context.hpp>

namespace flk {

struct Account {
  std::string name;
  std::int64_t uid = 0;
  std::int64_t gid = 0;
  std::string description;
  std::string directory;
  std::string shell;
};

// In the order of the file; malformed lines are left out.
std::vector<Account> accounts(const TableContext& context);

// The accounts whose browsers a table is about: the one with the uid that the
// query asks for, else the one that asks.
std::vector<Account> asked_accounts(const TableContext& context);

// Ids to names; of equal ids the first counts, as getpwuid(3) has it.
std::map<std::int64_t, std::string> user_names(const TableContext& context);
std::map<std::int64_t, std::string> group_names(const TableContext& context);

}  // namespace flk
