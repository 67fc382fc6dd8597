// SPDX-License-Identifier: GPL-3.0-or-later
// users: the accounts of /etc/passwd, as osquery lists them where
// include_remote is not asked for.

#include <flock/collect/accounts.hpp>
#include <flock/collect/tables/tables.hpp>

namespace flk {
namespace {

void generate(const TableContext& context, TableRows& rows) {
  for (const auto& account : accounts(context)) {
    rows.add({{"uid", account.uid},
              {"gid", account.gid},
              {"uid_signed", static_cast<std::int32_t>(account.uid)},
              {"gid_signed", static_cast<std::int32_t>(account.gid)},
              {"username", account.name},
              {"description", account.description},
              {"directory", account.directory},
              {"shell", account.shell},
              {"pid_with_namespace", 0},
              {"include_remote", 0}});
  }
}

}  // namespace

const Table kUsersTable{"users",
                        {{"uid", kBigint},
                         {"gid", kBigint},
                         {"uid_signed", kBigint},
                         {"gid_signed", kBigint},
                         {"username"},
                         {"description"},
                         {"directory"},
                         {"shell"},
                         {"uuid"},
                         {"pid_with_namespace", kInteger, kHidden},
                         {"include_remote", kInteger, kHidden}},
                        {},
                        generate};

}  // namespace flk
