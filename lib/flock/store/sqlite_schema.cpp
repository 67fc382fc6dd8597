// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/store/sqlite_schema.hpp>

#include <memory>

#include <flock/base/error.hpp>
#include <flock/base/file.hpp>
#include <flock/record/json.hpp>

namespace flk {
namespace {

constexpr std::int64_t kVersion = 1;

// Records lie in the order of arrival, so that they are appended whoever they
// are from, and a follower goes by `seq`. Its next value is kept apart: SQLite
// would give a deleted record's number again. The ids' own index grows at as
// many places as there are laptops, and small. What is known of a user's
// records is kept as they come: it would take a look at all of them otherwise.
constexpr const char* kSchema = R"(
CREATE TABLE record_index (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE);
CREATE TABLE record (
  seq INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  record_index INTEGER NOT NULL REFERENCES record_index,
  time INTEGER,
  bytes TEXT NOT NULL);
CREATE TABLE activity (
  user TEXT NOT NULL,
  record_index INTEGER NOT NULL REFERENCES record_index,
  records INTEGER NOT NULL,
  min_seq INTEGER NOT NULL,
  max_seq INTEGER NOT NULL,
  last_time INTEGER,
  os_time INTEGER,
  os_seq INTEGER,
  PRIMARY KEY (user, record_index)) WITHOUT ROWID;
CREATE TABLE next_record (seq INTEGER NOT NULL);
INSERT INTO next_record VALUES (1);
CREATE TABLE user (
  name TEXT PRIMARY KEY,
  display_name TEXT NOT NULL,
  token_hash TEXT NOT NULL,
  invite_hash TEXT NOT NULL,
  created INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE user_key (
  id INTEGER PRIMARY KEY,
  user TEXT NOT NULL,
  public_key TEXT NOT NULL,
  since INTEGER NOT NULL,
  until INTEGER);
CREATE INDEX user_key_of ON user_key (user);
CREATE TABLE invite (
  code_hash TEXT PRIMARY KEY,
  display_name TEXT NOT NULL,
  reserved_user TEXT NOT NULL,
  uses_left INTEGER NOT NULL,
  created INTEGER NOT NULL,
  expires INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX invite_for ON invite (reserved_user) WHERE reserved_user <> '';
PRAGMA user_version = 1;
)";

// Names that no import brings back. Stores made before lack it.
constexpr const char* kDeletedUser = R"(
CREATE TABLE IF NOT EXISTS deleted_user (name TEXT PRIMARY KEY) WITHOUT ROWID;
)";

std::int64_t number(SqliteDatabase& database, std::string_view sql) {
  auto statement = database.prepare(sql);
  const auto value = statement.step() ? statement.integer(0) : 0;
  statement.reset();
  return value;
}

// Several processes may do this at once: one makes it.
void make_schema(SqliteDatabase& database) {
  SqliteTransaction transaction{database};
  if (number(database, "PRAGMA user_version") == 0 &&
      number(database, "SELECT count(*) FROM sqlite_schema") == 0) {
    database.execute(kSchema);
  }
  if (number(database, "PRAGMA user_version") == kVersion) {
    database.execute(kDeletedUser);
  }
  transaction.commit();
}

// member(BYTES, KEY): the text of a record's member, its key decoded, which
// SQLite's own functions do not do. NULL where there is none, and of what is no
// object.
void add_member_function(SqliteDatabase& database) {
  struct Reading {
    JsonParser parser;
    std::string text;
  };
  database.add_function(
      "member",
      [reading = std::make_shared<Reading>()](
          std::string_view bytes,
          std::string_view key) -> std::optional<std::string_view> {
        const auto object = reading->parser.parse(bytes);
        const auto value = object ? object->find(key) : std::nullopt;
        if (!value || !value->is_string()) return std::nullopt;
        return value->decoded(reading->text);
      });
}

}  // namespace

SqliteDatabase open_store_file(const std::string& path,
                               SqliteDatabase::Mode mode) {
  const bool writes = mode == SqliteDatabase::Mode::read_write;
  if (!writes && !file_exists(path)) {
    throw Error(ErrorKind::config,
                "there is no store " + quoted(path) + " to read",
                "name the gateway's file with --store");
  }
  SqliteDatabase database{path, mode};
  if (writes) {
    // Of a file that is still empty: records are longer than a page of SQLite's
    // own size holds well, and each page costs two writes.
    database.execute("PRAGMA page_size = 8192");
    database.execute("PRAGMA journal_mode = WAL");
    database.execute("PRAGMA synchronous = FULL");
    database.execute("PRAGMA journal_size_limit = 67108864");
    make_schema(database);
  }
  add_member_function(database);
  if (number(database, "PRAGMA user_version") != kVersion) {
    throw Error(ErrorKind::config,
                "cannot use store " + quoted(path) +
                    ": it is not of this version of flock-gateway");
  }
  return database;
}

void bound_size(SqliteDatabase& database, std::size_t max_bytes) {
  const auto page = number(database, "PRAGMA page_size");
  const auto pages = static_cast<std::int64_t>(max_bytes) / page;
  number(database, "PRAGMA max_page_count = " + std::to_string(pages));
}

}  // namespace flk
