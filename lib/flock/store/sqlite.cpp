// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/store/sqlite.hpp>

#include <fcntl.h>
#include <sqlite3.h>

#include <cerrno>
#include <new>

#include <flock/base/error.hpp>
#include <flock/base/fd.hpp>
#include <flock/base/file.hpp>

namespace flk {
namespace {

ErrorKind kind_of(int code) {
  switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_LOCKED:
    case SQLITE_NOMEM:
      return ErrorKind::try_again;
    case SQLITE_AUTH:
    case SQLITE_CANTOPEN:
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_PERM:
    case SQLITE_READONLY:
      return ErrorKind::config;
    default:
      return ErrorKind::defect;
  }
}

// SQLite would make the file readable by others; what it makes beside it
// takes over the mode.
void make_file(const std::string& path) {
  if (file_exists(path)) return;
  const Fd fd{::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)};
  if (!fd && errno == ENOENT) {
    throw Error(ErrorKind::config,
                "cannot create store " + quoted(path) + ": it has no folder",
                "make that, for the gateway's user, or name another file with "
                "--store");
  }
  if (!fd)
    throw_errno(ErrorKind::config, "cannot create store " + quoted(path));
  sync_directory(directory_of(path));
}

int flags_of(SqliteDatabase::Mode mode) {
  const int common = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  if (mode == SqliteDatabase::Mode::read_only) {
    return common | SQLITE_OPEN_READONLY;
  }
  return common | SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
}

std::string_view text_of(sqlite3_value* value) {
  const auto* text = sqlite3_value_text(value);
  const int size = sqlite3_value_bytes(value);
  if (text == nullptr) return {};
  return {reinterpret_cast<const char*>(text), static_cast<std::size_t>(size)};
}

void call_function(sqlite3_context* context, int, sqlite3_value** values) {
  const auto& function =
      *static_cast<SqliteDatabase::TextFunction*>(sqlite3_user_data(context));
  try {
    const auto text = function(text_of(values[0]), text_of(values[1]));
    if (!text) return sqlite3_result_null(context);
    sqlite3_result_text64(context, text->data(), text->size(), SQLITE_TRANSIENT,
                          SQLITE_UTF8);
  } catch (const std::bad_alloc&) {
    sqlite3_result_error_nomem(context);
  }
}

}  // namespace

SqliteError::SqliteError(int code, const std::string& message)
    : Error(kind_of(code), message),
      damage_((code & 0xff) == SQLITE_CORRUPT ||
              (code & 0xff) == SQLITE_NOTADB || code == SQLITE_ERROR) {}

void SqliteStatement::Finalize::operator()(sqlite3_stmt* statement) const {
  sqlite3_finalize(statement);
}

void SqliteDatabase::Close::operator()(sqlite3* database) const {
  sqlite3_close(database);
}

void SqliteStatement::check(int code) {
  if (code != SQLITE_OK) database_->fail(code);
}

SqliteStatement& SqliteStatement::bind(int parameter, std::int64_t value) {
  check(sqlite3_bind_int64(statement_.get(), parameter, value));
  return *this;
}

SqliteStatement& SqliteStatement::bind(int parameter,
                                       std::optional<std::int64_t> value) {
  if (value) return bind(parameter, *value);
  check(sqlite3_bind_null(statement_.get(), parameter));
  return *this;
}

SqliteStatement& SqliteStatement::bind(int parameter, std::string_view text) {
  // A null pointer would be NULL, not the empty text.
  check(sqlite3_bind_text64(statement_.get(), parameter,
                            text.empty() ? "" : text.data(), text.size(),
                            SQLITE_STATIC, SQLITE_UTF8));
  return *this;
}

SqliteStatement& SqliteStatement::bind_blob(int parameter,
                                            std::string_view bytes) {
  check(sqlite3_bind_blob64(statement_.get(), parameter, bytes.data(),
                            bytes.size(), SQLITE_STATIC));
  return *this;
}

bool SqliteStatement::step() {
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  sqlite3_reset(statement_.get());
  if (code != SQLITE_DONE) database_->fail(code);
  return false;
}

void SqliteStatement::run() {
  while (step()) {
  }
}

void SqliteStatement::reset() { sqlite3_reset(statement_.get()); }

std::int64_t SqliteStatement::integer(int column) const {
  return sqlite3_column_int64(statement_.get(), column);
}

std::optional<std::int64_t> SqliteStatement::optional_integer(
    int column) const {
  if (sqlite3_column_type(statement_.get(), column) == SQLITE_NULL) {
    return std::nullopt;
  }
  return integer(column);
}

std::string_view SqliteStatement::bytes(int column) const {
  const auto* data = sqlite3_column_blob(statement_.get(), column);
  const int size = sqlite3_column_bytes(statement_.get(), column);
  if (data == nullptr) return {};
  return {static_cast<const char*>(data), static_cast<std::size_t>(size)};
}

SqliteDatabase::SqliteDatabase(const std::string& path, Mode mode)
    : name_(mode == Mode::temporary ? "of temporary data" : quoted(path)) {
  constexpr int kBusyMilliseconds = 10000;
  if (mode == Mode::read_write) make_file(path);
  sqlite3* database = nullptr;
  const int code = sqlite3_open_v2(mode == Mode::temporary ? "" : path.c_str(),
                                   &database, flags_of(mode), nullptr);
  database_.reset(database);
  if (code != SQLITE_OK) fail(code);
  sqlite3_busy_timeout(database, kBusyMilliseconds);
}

void SqliteDatabase::execute(const char* sql) {
  const int code =
      sqlite3_exec(database_.get(), sql, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) fail(code);
}

SqliteStatement SqliteDatabase::prepare(std::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(
      database_.get(), sql.data(), static_cast<int>(sql.size()),
      SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (code != SQLITE_OK) fail(code);
  return {*this, statement};
}

bool SqliteDatabase::changed() const {
  return sqlite3_changes(database_.get()) > 0;
}

void SqliteDatabase::add_function(const char* name, TextFunction function) {
  auto owned = std::make_unique<TextFunction>(std::move(function));
  // SQLite deletes it, even where it does not take it.
  const int code = sqlite3_create_function_v2(
      database_.get(), name, 2,
      SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY, owned.release(),
      call_function, nullptr, nullptr,
      [](void* given) { delete static_cast<TextFunction*>(given); });
  if (code != SQLITE_OK) fail(code);
}

void SqliteDatabase::on_commit(std::function<void(std::size_t)> work) {
  on_commit_ =
      std::make_unique<std::function<void(std::size_t)>>(std::move(work));
  sqlite3_wal_hook(
      database_.get(),
      [](void* given, sqlite3*, const char*, int pages) {
        const auto& call =
            *static_cast<std::function<void(std::size_t)>*>(given);
        call(static_cast<std::size_t>(pages));
        return SQLITE_OK;
      },
      on_commit_.get());
}

std::string SqliteDatabase::log_path() const {
  return sqlite3_filename_wal(sqlite3_db_filename(database_.get(), "main"));
}

void SqliteDatabase::sync_file() {
  sqlite3_file* file = nullptr;
  int code = sqlite3_file_control(database_.get(), "main",
                                  SQLITE_FCNTL_FILE_POINTER, &file);
  if (code == SQLITE_OK) {
    code = file->pMethods->xSync(file, SQLITE_SYNC_NORMAL);
  }
  if (code != SQLITE_OK) fail(code);
}

bool SqliteDatabase::failed_to_sync() const {
  return last_fault_ == SQLITE_IOERR_FSYNC;
}

void SqliteDatabase::leave_log() {
  sqlite3_db_config(database_.get(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1,
                    nullptr);
}

void SqliteDatabase::fail(int code) const {
  last_fault_ = code;
  const char* reason =
      database_ ? sqlite3_errmsg(database_.get()) : sqlite3_errstr(code);
  throw SqliteError(code, "cannot use store " + name_ + ": " + reason);
}

SqliteTransaction::SqliteTransaction(SqliteDatabase& database)
    : database_(database) {
  database_.execute("BEGIN IMMEDIATE");
}

SqliteTransaction::~SqliteTransaction() {
  if (!open_) return;
  try {
    database_.execute("ROLLBACK");
  } catch (const Error&) {
    // SQLite has rolled back already, as it does after a full disk.
  }
}

void SqliteTransaction::commit() {
  database_.execute("COMMIT");
  open_ = false;
}

}  // namespace flk
