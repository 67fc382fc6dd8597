// SPDX-License-Identifier: GPL-3.0-or-later
// The files of an open store by what they are: a name may be removed, or come
// to lead to another file, while SQLite goes on with the one that it has open.

#pragma once

#include <string>
#include <utility>
#include <sys/types.h>

namespace flk {

class SqliteFiles {
 public:
  // Of a database that is open in WAL mode; `path` may be a link. Throws Error
  // (try_again) where a file is gone already.
  SqliteFiles(std::string path, std::string log_path);

  // Whether each still lies where it was. Three calls of stat(2).
  bool in_place() const;
  // Where another file stands in the database's place, or none: renames the log
  // to FILE-wal.left and removes its index, if they are still ours. The log's
  // pages would be taken for those of whatever comes to lie there. The log's
  // new name; empty where nothing was renamed.
  std::string leave_place() const;

 private:
  using Id = std::pair<dev_t, ino_t>;
  struct File {
    std::string path;
    Id id{};
  };

  static bool is_in_place(const File& file);

  File database_;
  File log_;
  File index_;
};

}  // namespace flk
