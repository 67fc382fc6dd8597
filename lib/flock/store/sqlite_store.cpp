// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/store/sqlite_store.hpp>

#include <mutex>

#include <flock/base/error.hpp>
#include <flock/store/sqlite_activity.hpp>
#include <flock/store/sqlite_delete.hpp>
#include <flock/store/sqlite_records.hpp>
#include <flock/store/sqlite_schema.hpp>
#include <flock/store/sqlite_users.hpp>
#include <flock/store/sqlite_wal.hpp>

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
  Writer(const std::string& path, std::size_t max_bytes)
      : database(open_store_file(path, SqliteDatabase::Mode::read_write)),
        users(database),
        records(database),
        wal(path, database, mutex) {
    if (max_bytes > 0) bound_size(database, max_bytes);
  }

  // Does `work`, and returns what it gives when that is on disk.
  template <typename Work>
  auto durably(const Work& work) {
    std::unique_lock lock{mutex};
    wal.check();
    auto result = work();
    const auto mark = wal.mark();
    lock.unlock();
    wal.sync(mark);
    return result;
  }

  Exclusively exclusively() {
    return [this](const std::function<void()>& work) {
      const std::lock_guard lock{mutex};
      wal.check();
      work();
    };
  }

  std::mutex mutex;
  SqliteDatabase database;
  SqliteUsers users;
  SqliteRecordWriter records;
  SqliteWal wal;
};

SqliteStore::SqliteStore(const std::string& path, Access access,
                         std::size_t max_bytes)
    : path_(path) {
  if (access == Access::read_write) {
    writer_ = std::make_unique<Writer>(path, max_bytes);
  }
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
  try {
    return to.durably([&] { return to.records.put(records); });
  } catch (const Error& error) {
    return {records.size(), {PutOutcome::unavailable, error.what()}};
  }
}

std::optional<std::string> SqliteStore::fault() {
  const std::lock_guard lock{reader_->mutex};
  try {
    if (writer_) writer_->wal.check();
    reader_->database.execute("SELECT seq FROM next_record");
    return std::nullopt;
  } catch (const Error& error) {
    return error.what();
  }
}

void SqliteStore::on_lost(std::function<void()> work) {
  writer().wal.on_lost(std::move(work));
}

void SqliteStore::scan(const ScanFilter& filter, const RecordVisitor& visit) {
  // Of its own, as of what follows with a visitor: a scan is long, and the
  // visitor may ask the store.
  auto database = open_store_file(path_, SqliteDatabase::Mode::read_only);
  scan_records(database, filter, visit);
}

std::map<std::string, UserActivity> SqliteStore::activity(
    const std::vector<std::string>& users) {
  const std::lock_guard lock{reader_->mutex};
  return read_activity(reader_->database, users);
}

std::uint64_t SqliteStore::delete_records_of(const std::string& user) {
  auto& to = writer();
  const auto deleted = delete_user_records(to.database, user, to.exclusively());
  return to.durably([&] { return deleted; });
}

std::uint64_t SqliteStore::prune(Milliseconds before) {
  auto& to = writer();
  const auto deleted = prune_records(to.database, before, to.exclusively());
  return to.durably([&] { return deleted; });
}

std::optional<User> SqliteStore::find_user(const std::string& name) {
  const std::lock_guard lock{reader_->mutex};
  return reader_->users.find(name);
}

RegisterResult SqliteStore::register_user(const Registration& registration) {
  auto& to = writer();
  return to.durably([&] { return to.users.register_user(registration); });
}

KeyOutcome SqliteStore::add_key(const User& user, const std::string& public_key,
                                Milliseconds now) {
  auto& to = writer();
  return to.durably([&] { return to.users.add_key(user, public_key, now); });
}

bool SqliteStore::delete_user(const std::string& name, Milliseconds now) {
  auto& to = writer();
  return to.durably([&] { return to.users.remove(name, now); });
}

bool SqliteStore::rename_user(const std::string& name,
                              const std::string& display_name) {
  auto& to = writer();
  return to.durably([&] { return to.users.rename(name, display_name); });
}

bool SqliteStore::reset_token(const std::string& name,
                              const std::string& token_hash) {
  auto& to = writer();
  return to.durably([&] { return to.users.reset_token(name, token_hash); });
}

ImportOutcome SqliteStore::import_user(const User& user) {
  auto& to = writer();
  return to.durably([&] { return to.users.import(user); });
}

void SqliteStore::each_invite(const std::function<void(const Invite&)>& visit) {
  auto database = open_store_file(path_, SqliteDatabase::Mode::read_only);
  SqliteUsers{database}.each_invite(visit);
}

bool SqliteStore::revoke_invite(const std::string& code_hash) {
  auto& to = writer();
  return to.durably([&] { return to.users.revoke_invite(code_hash); });
}

void SqliteStore::add_invite(const Invite& invite) {
  auto& to = writer();
  to.durably([&] {
    to.users.add_invite(invite);
    return true;
  });
}

void SqliteStore::each_user(const std::function<void(const User&)>& visit) {
  auto database = open_store_file(path_, SqliteDatabase::Mode::read_only);
  SqliteUsers{database}.each_user(visit);
}

void SqliteStore::each_key(const std::function<void(const UserKey&)>& visit) {
  auto database = open_store_file(path_, SqliteDatabase::Mode::read_only);
  SqliteUsers{database}.each_key(visit);
}

}  // namespace flk
