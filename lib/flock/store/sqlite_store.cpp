// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/store/sqlite_store.hpp>

#include <mutex>

#include <flock/base/error.hpp>
#include <flock/store/sqlite_records.hpp>
#include <flock/store/sqlite_schema.hpp>
#include <flock/store/sqlite_users.hpp>

namespace flk {

// Two connections, so that a look-up does not wait for a commit.
struct SqliteStore::Reader {
  explicit Reader(const std::string& path)
      : database(open_store_file(path, SqliteDatabase::Mode::read_only)),
        users(database) {}

  std::mutex mutex;
  SqliteDatabase database;
  SqliteUsers users;
};

struct SqliteStore::Writer {
  explicit Writer(const std::string& path)
      : database(open_store_file(path, SqliteDatabase::Mode::read_write)),
        users(database),
        records(database) {}

  std::mutex mutex;
  SqliteDatabase database;
  SqliteUsers users;
  SqliteRecordWriter records;
};

SqliteStore::SqliteStore(const std::string& path, Access access) : path_(path) {
  if (access == Access::read_write) writer_ = std::make_unique<Writer>(path);
  reader_ = std::make_unique<Reader>(path);
}

SqliteStore::~SqliteStore() = default;

SqliteStore::Writer& SqliteStore::writer() {
  if (!writer_) {
    throw Error(ErrorKind::defect, "the store was opened for reading");
  }
  return *writer_;
}

std::vector<PutResult> SqliteStore::put(std::span<const NewRecord> records) {
  auto& to = writer();
  const std::lock_guard lock{to.mutex};
  return to.records.put(records);
}

std::optional<std::string> SqliteStore::fault() {
  const std::lock_guard lock{reader_->mutex};
  try {
    reader_->database.execute("SELECT seq FROM next_record");
    return std::nullopt;
  } catch (const Error& error) {
    return error.what();
  }
}

void SqliteStore::scan(const ScanFilter& filter, const RecordVisitor& visit) {
  // Of its own: a scan is long.
  auto database = open_store_file(path_, SqliteDatabase::Mode::read_only);
  scan_records(database, filter, visit);
}

std::optional<User> SqliteStore::find_user(const std::string& name) {
  const std::lock_guard lock{reader_->mutex};
  return reader_->users.find(name);
}

RegisterResult SqliteStore::register_user(const Registration& registration) {
  auto& to = writer();
  const std::lock_guard lock{to.mutex};
  return to.users.register_user(registration);
}

KeyOutcome SqliteStore::add_key(const std::string& user,
                                const std::string& public_key,
                                Milliseconds now) {
  auto& to = writer();
  const std::lock_guard lock{to.mutex};
  return to.users.add_key(user, public_key, now);
}

bool SqliteStore::delete_user(const std::string& name, Milliseconds now) {
  auto& to = writer();
  const std::lock_guard lock{to.mutex};
  return to.users.remove(name, now);
}

void SqliteStore::add_invite(const Invite& invite) {
  auto& to = writer();
  const std::lock_guard lock{to.mutex};
  to.users.add_invite(invite);
}

void SqliteStore::each_user(const std::function<void(const User&)>& visit) {
  const std::lock_guard lock{reader_->mutex};
  reader_->users.each_user(visit);
}

void SqliteStore::each_key(const std::function<void(const UserKey&)>& visit) {
  const std::lock_guard lock{reader_->mutex};
  reader_->users.each_key(visit);
}

}  // namespace flk
