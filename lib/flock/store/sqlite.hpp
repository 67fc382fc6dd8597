// SPDX-License-Identifier: GPL-3.0-or-later
// SQLite with what the store needs of it: handles that close themselves, and
// errors as Error. Not for several threads at once.

#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <flock/base/error.hpp>

struct sqlite3;
struct sqlite3_stmt;

namespace flk {

// What SQLite said.
class SqliteError : public Error {
 public:
  SqliteError(int code, const std::string& message);
  // Whether the file is damaged, no database, or not of our tables.
  bool is_damage() const { return damage_; }

 private:
  bool damage_;
};

class SqliteStatement {
 public:
  // Parameters count from 1. Texts and blobs must stay until the statement is
  // reset.
  SqliteStatement& bind(int parameter, std::int64_t value);
  SqliteStatement& bind(int parameter, std::optional<std::int64_t> value);
  SqliteStatement& bind(int parameter, std::string_view text);
  SqliteStatement& bind_blob(int parameter, std::string_view bytes);

  // Whether there is a row (more). Resets itself at the end.
  bool step();
  // step() for what gives no rows.
  void run();
  void reset();

  // Columns of the row, from 0; views until the next step or reset.
  std::int64_t integer(int column) const;
  std::optional<std::int64_t> optional_integer(int column) const;
  std::string_view bytes(int column) const;
  std::string text(int column) const { return std::string(bytes(column)); }

 private:
  friend class SqliteDatabase;
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  SqliteStatement(class SqliteDatabase& database, sqlite3_stmt* statement)
      : database_(&database), statement_(statement) {}
  void check(int code);

  class SqliteDatabase* database_;
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

class SqliteDatabase {
 public:
  enum class Mode {
    read_write,  // made where missing, mode 0600
    read_only,   // must exist
    temporary,   // on disk, seen by nobody and gone with this; no `path`
  };

  // Waits up to 10 s for other processes' locks. Throws Error.
  SqliteDatabase(const std::string& path, Mode mode);

  void execute(const char* sql);
  SqliteStatement prepare(std::string_view sql);
  // Rows changed by the statement run last.
  bool changed() const;

  // SQL's name(TEXT, TEXT), which says the same whenever it is asked the same:
  // text, or NULL for nullopt. What it views must stay until its next call.
  using TextFunction = std::function<std::optional<std::string_view>(
      std::string_view, std::string_view)>;
  void add_function(const char* name, TextFunction function);

  // Calls `work` behind each commit to the write-ahead log, with how many pages
  // that has then, in the place of SQLite's own checkpoints. It must not throw.
  void on_commit(std::function<void(std::size_t pages)> work);
  // Where the write-ahead log lies: beside the file that a link leads to.
  std::string log_path() const;
  // Syncs the file itself, not the log. Throws Error.
  void sync_file();
  // Whether what was thrown last came of a sync that the system refused.
  bool failed_to_sync() const;
  // Closing will neither copy the log into the file nor delete it.
  void leave_log();

  // Throws what `code`, SQLite's result, means: SqliteError.
  [[noreturn]] void fail(int code) const;

 private:
  struct Close {
    void operator()(sqlite3* database) const;
  };
  std::string name_;            // for messages
  mutable int last_fault_ = 0;  // SQLite's
  // Where it stays when this moves.
  std::unique_ptr<std::function<void(std::size_t)>> on_commit_;
  std::unique_ptr<sqlite3, Close> database_;
};

// BEGIN IMMEDIATE until commit(), else ROLLBACK.
class SqliteTransaction {
 public:
  explicit SqliteTransaction(SqliteDatabase& database);
  SqliteTransaction(const SqliteTransaction&) = delete;
  SqliteTransaction& operator=(const SqliteTransaction&) = delete;
  ~SqliteTransaction();
  void commit();

 private:
  SqliteDatabase& database_;
  bool open_ = true;
};

}  // namespace flk
