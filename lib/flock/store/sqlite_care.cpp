// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/store/sqlite_care.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>

#include <flock/base/error.hpp>
#include <flock/base/fd.hpp>
#include <flock/base/file.hpp>
#include <flock/store/sqlite_schema.hpp>
#include <flock/store/store_owner.hpp>

namespace flk {
namespace {

std::uint64_t number(SqliteDatabase& database, std::string_view sql) {
  auto statement = database.prepare(sql);
  return statement.step() ? static_cast<std::uint64_t>(statement.integer(0))
                          : 0;
}

void find_faults(SqliteDatabase& database, StoreReport& report) {
  auto rows = database.prepare("PRAGMA integrity_check");
  while (rows.step()) {
    if (rows.bytes(0) != "ok") report.faults.push_back(rows.text(0));
  }
  auto strays = database.prepare("PRAGMA foreign_key_check");
  while (strays.step()) {
    report.faults.push_back("table " + strays.text(0) + ", row " +
                            strays.text(1) + ": it refers to nothing");
  }
  const auto counted =
      number(database, "SELECT coalesce(sum(records), 0) FROM activity");
  const auto owned = number(database,
                            "SELECT count(*) FROM record WHERE "
                            "member(bytes, 'username') IS NOT NULL");
  if (counted != owned) {
    report.faults.push_back("users are said to have " +
                            std::to_string(counted) + " records, there are " +
                            std::to_string(owned));
  }
}

// Where the copy lies while it is not whole: in a folder of its own, since
// SQLite makes files beside it too.
class Unfinished {
 public:
  explicit Unfinished(const std::string& to)
      : folder_(to + ".XXXXXX"), file_() {
    if (::mkdtemp(folder_.data()) == nullptr) {
      throw_errno(ErrorKind::config, "cannot create backup " + quoted(to));
    }
    file_ = folder_ + "/copy";
  }
  Unfinished(const Unfinished&) = delete;
  Unfinished& operator=(const Unfinished&) = delete;
  ~Unfinished() {
    ::unlink(file_.c_str());
    ::rmdir(folder_.c_str());
  }

  const std::string& folder() const { return folder_; }
  const std::string& file() const { return file_; }

 private:
  std::string folder_;
  std::string file_;
};

void write_copy(const std::string& path, const std::string& copy) {
  auto database = open_store_file(path, SqliteDatabase::Mode::read_only);
  const Fd fd{
      ::open(copy.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600)};
  if (!fd) throw_errno(ErrorKind::config, "cannot create " + quoted(copy));
  // An empty file counts as none.
  database.prepare("VACUUM INTO ?1").bind(1, std::string_view(copy)).run();
  if (::fsync(fd.get()) != 0) {
    throw_errno(ErrorKind::try_again, "cannot sync backup " + quoted(copy));
  }
}

}  // namespace

StoreReport check_store(const std::string& path) {
  auto database = open_store_file(path, SqliteDatabase::Mode::read_only);
  StoreReport report;
  database.execute("BEGIN");  // one moment
  find_faults(database, report);
  report.records = number(database, "SELECT count(*) FROM record");
  report.users = number(database, "SELECT count(*) FROM user");
  database.execute("COMMIT");
  return report;
}

void backup_store(const std::string& path, const std::string& to) {
  if (file_exists(to)) {
    throw Error(ErrorKind::config,
                "will not back up to " + quoted(to) + ": it is there already");
  }
  const Unfinished part{to};
  {
    const AsOwnerOfStore owner{path, part.folder()};
    write_copy(path, part.file());
  }
  if (::link(part.file().c_str(), to.c_str()) != 0) {
    throw_errno(ErrorKind::config, "cannot create backup " + quoted(to));
  }
}

}  // namespace flk
