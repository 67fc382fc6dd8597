// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/store/sqlite_care.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <sys/stat.h>

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

using Faults = std::vector<std::string>;

void check_structure(SqliteDatabase& database, Faults& faults) {
  auto rows = database.prepare("PRAGMA integrity_check");
  while (rows.step()) {
    if (rows.bytes(0) != "ok") faults.push_back(rows.text(0));
  }
}

void check_references(SqliteDatabase& database, Faults& faults) {
  auto strays = database.prepare("PRAGMA foreign_key_check");
  while (strays.step()) {
    faults.push_back("table " + strays.text(0) + ", row " + strays.text(1) +
                     ": it refers to nothing");
  }
}

void check_records(SqliteDatabase& database, Faults& faults) {
  auto broken =
      database.prepare("SELECT seq FROM record WHERE NOT json_valid(bytes)");
  while (broken.step()) {
    faults.push_back("table record, row " + broken.text(0) +
                     ": its bytes are no JSON");
  }
}

void check_counts(SqliteDatabase& database, Faults& faults) {
  const auto counted =
      number(database, "SELECT coalesce(sum(records), 0) FROM activity");
  const auto owned = number(database,
                            "SELECT count(*) FROM record WHERE "
                            "member(bytes, 'username') IS NOT NULL");
  if (counted != owned) {
    faults.push_back("users are said to have " + std::to_string(counted) +
                     " records, there are " + std::to_string(owned));
  }
}

// Does `work`; that the file is damaged is one more fault.
template <typename Work>
void find_damage(Faults& faults, const Work& work) {
  try {
    work();
  } catch (const SqliteError& error) {
    if (!error.is_damage()) throw;
    // One says what the next finds as well.
    if (faults.empty() || faults.back() != error.what()) {
      faults.push_back(error.what());
    }
  }
}

void check_database(SqliteDatabase& database, StoreReport& report) {
  for (auto* check :
       {check_structure, check_references, check_records, check_counts}) {
    find_damage(report.faults, [&] { check(database, report.faults); });
  }
  find_damage(report.faults, [&] {
    report.records = number(database, "SELECT count(*) FROM record");
    report.users = number(database, "SELECT count(*) FROM user");
  });
}

// SQLite takes it for a database without tables.
bool is_empty_file(const std::string& path) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0 && S_ISREG(info.st_mode) &&
         info.st_size == 0;
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
  StoreReport report;
  if (is_empty_file(path)) {
    report.faults.push_back("store " + quoted(path) + " is an empty file");
    return report;
  }
  find_damage(report.faults, [&] {
    auto database = open_store_file(path, SqliteDatabase::Mode::read_only);
    database.execute("BEGIN");  // one moment
    check_database(database, report);
    database.execute("ROLLBACK");
  });
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
