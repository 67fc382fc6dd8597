// SPDX-License-Identifier: GPL-3.0-or-later
// What a table sees of the machine: files below a root folder, read with
// bounds. Nothing here fails; what cannot be read is absent.

#pragma once

#include <sys/stat.h>
#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <flock/collect/query_budget.hpp>

namespace flk {

// Whose eyes, and where "/" is: tests put a tree of their own there.
struct Machine {
  std::string root;  // without a slash at its end; empty is "/"
  uid_t uid = 0;     // the account that asks

  static Machine here();
};

class TableContext {
 public:
  static constexpr std::size_t kMaxFileBytes = 16 << 20;

  // `machine` and `budget` must outlive this.
  TableContext(const Machine& machine, const QueryBudget& budget,
               std::optional<std::int64_t> wanted)
      : machine_(machine), budget_(budget), wanted_(wanted) {}

  uid_t uid() const { return machine_.uid; }

  // What Table::narrowed_by has to equal, where the query says so.
  std::optional<std::int64_t> wanted() const { return wanted_; }

  // Paths are those on the machine; the root is put before them. Each call
  // throws QueryStopped when the query's time is over.

  // The first `max_bytes` of a regular file: no pipe and no device is opened.
  std::optional<std::string> read(const std::string& path,
                                  std::size_t max_bytes = kMaxFileBytes) const;

  // stat(2) and lstat(2).
  std::optional<struct stat> status(const std::string& path) const;
  std::optional<struct stat> own_status(const std::string& path) const;
  bool exists(const std::string& path) const { return bool(status(path)); }
  bool is_directory(const std::string& path) const;

  // readlink(2).
  std::optional<std::string> link(const std::string& path) const;

  // realpath(3), or `path` where it leads nowhere.
  std::string resolved(const std::string& path) const;

  // The names in a folder, sorted; all but . and ..
  std::vector<std::string> names(const std::string& directory) const;

  // The paths that `directory`/* matches in a shell: sorted, none that begins
  // with a dot. Symbolic links count as what they lead to.
  std::vector<std::string> files(const std::string& directory) const;
  std::vector<std::string> folders(const std::string& directory) const;

  // Where `path` lies for a system call of the table's own.
  std::string on_disk(const std::string& path) const;

 private:
  const Machine& machine_;
  const QueryBudget& budget_;
  std::optional<std::int64_t> wanted_;
};

}  // namespace flk
