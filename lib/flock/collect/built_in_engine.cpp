// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/collect/built_in_engine.hpp>

#include <sqlite3.h>

#include <deque>
#include <memory>

#include <flock/base/error.hpp>
#include <flock/collect/result_builder.hpp>
#include <flock/collect/sql_gate.hpp>
#include <flock/collect/virtual_table.hpp>

namespace flk {
namespace {

struct Close {
  void operator()(sqlite3* db) const { sqlite3_close(db); }
};
using Database = std::unique_ptr<sqlite3, Close>;

struct Finalize {
  void operator()(sqlite3_stmt* statement) const {
    sqlite3_finalize(statement);
  }
};
using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;

QueryResult failure(std::string reason) {
  QueryResult result;
  result.failure = std::move(reason);
  return result;
}

// A message of SQLite, which can hold a piece of the SQL, for a terminal.
std::string printable(std::string_view message) {
  const auto text = quoted(message, 400);
  return text.substr(1, text.size() - 2);
}

// Bounds what SQLite allocates, in parsing as well: a short WITH can unfold to
// gigabytes there. SQLite has one bound for the whole process.
class HeapLimit {
 public:
  explicit HeapLimit(std::size_t bytes)
      : soft_(sqlite3_soft_heap_limit64(-1)),
        hard_(sqlite3_hard_heap_limit64(sqlite3_memory_used() +
                                        static_cast<sqlite3_int64>(bytes))) {}
  ~HeapLimit() {
    sqlite3_hard_heap_limit64(hard_);
    sqlite3_soft_heap_limit64(soft_);
  }
  HeapLimit(const HeapLimit&) = delete;
  HeapLimit& operator=(const HeapLimit&) = delete;

 private:
  sqlite3_int64 soft_;
  sqlite3_int64 hard_;
};

// One query from its SQL to its rows. The database is made for it alone, so
// that nothing passes from one query to the next.
class Run {
 public:
  Run(const EngineOptions& options, const Machine& machine)
      : options_(options),
        budget_(options),
        tables_(machine, budget_),
        heap_(options.max_work_bytes) {
    sqlite3* db = nullptr;
    const int status = sqlite3_open_v2(
        ":memory:", &db,
        SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY | SQLITE_OPEN_NOMUTEX,
        nullptr);
    db_.reset(db);
    if (status != SQLITE_OK) {
      throw Error(ErrorKind::try_again,
                  std::string("cannot open SQLite: ") + sqlite3_errstr(status));
    }
    for (const auto* table : built_in_tables()) {
      attach_table(db, attached_.emplace_back(AttachedTable{table, &tables_}));
    }
    close_gate(db);
    constexpr int kSteps = 500;
    sqlite3_progress_handler(db, kSteps, progress, this);
  }

  QueryResult query(const std::string& sql) {
    if (sql.find('\0') != std::string::npos) return failure("it has a NUL");
    const char* rest = sql.c_str();
    const char* end = rest + sql.size();
    const auto statement = prepare(rest, end);
    if (!statement) return failed("it is empty");
    if (prepare(rest, end)) return failed("it has more than one statement");
    if (!reason_.empty()) return failure(reason_);
    if (sqlite3_column_count(statement.get()) == 0 ||
        sqlite3_stmt_isexplain(statement.get()) != 0) {
      return failure("it selects nothing");
    }
    return rows_of(statement.get());
  }

 private:
  static int progress(void* run) {
    auto& self = *static_cast<Run*>(run);
    self.reason_ = self.budget_.exceeded();
    return self.reason_.empty() ? 0 : 1;
  }

  // The statement that begins at `sql`, which then stands behind it; nullptr,
  // with reason_ or not, where there is none.
  Statement prepare(const char*& sql, const char* end) {
    sqlite3_stmt* statement = nullptr;
    if (reason_.empty() &&
        sqlite3_prepare_v2(db_.get(), sql, static_cast<int>(end - sql),
                           &statement, &sql) != SQLITE_OK) {
      note_error();
    }
    return Statement{statement};
  }

  QueryResult rows_of(sqlite3_stmt* statement) {
    const int count = sqlite3_column_count(statement);
    ResultBuilder result{options_};
    std::vector<std::string> names;
    for (int i = 0; i < count; ++i) {
      names.emplace_back(sqlite3_column_name(statement, i));
    }
    result.set_columns(names);
    std::vector<std::string_view> values(names.size());
    while (true) {
      const int status = sqlite3_step(statement);
      if (status == SQLITE_DONE) return result.finish();
      if (status != SQLITE_ROW) {
        note_error();
        return failure(reason_);
      }
      for (int i = 0; i < count; ++i) {
        values[static_cast<std::size_t>(i)] = text_of(statement, i);
      }
      if (!result.add_row(values)) return result.finish();
    }
  }

  static std::string_view text_of(sqlite3_stmt* statement, int column) {
    const auto* text = sqlite3_column_text(statement, column);
    const auto bytes = sqlite3_column_bytes(statement, column);
    return {reinterpret_cast<const char*>(text),
            text == nullptr ? 0 : static_cast<std::size_t>(bytes)};
  }

  void note_error() {
    if (!reason_.empty()) return;  // the query was stopped by progress()
    reason_ = sqlite3_errcode(db_.get()) == SQLITE_NOMEM
                  ? budget_.out_of_memory()
                  : printable(sqlite3_errmsg(db_.get()));
    if (reason_.starts_with("no such table")) {
      reason_ += " in the built-in engine (osquery may have it)";
    }
  }

  QueryResult failed(std::string reason) {
    return failure(reason_.empty() ? std::move(reason) : reason_);
  }

  const EngineOptions& options_;
  QueryBudget budget_;
  QueryTables tables_;
  std::deque<AttachedTable> attached_;  // stay where they are
  HeapLimit heap_;
  Database db_;
  std::string reason_;
};

}  // namespace

const std::string& BuiltInEngine::name() const {
  static const std::string kName = "built-in";
  return kName;
}

QueryResult BuiltInEngine::query(const std::string& sql) {
  return Run{options_, machine_}.query(sql);
}

}  // namespace flk
