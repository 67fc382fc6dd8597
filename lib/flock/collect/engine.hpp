// SPDX-License-Identifier: GPL-3.0-or-later
// What answers a twig's SQL: osquery where it is installed, else SQLite with
// tables of our own that have osquery's names, columns and types.

#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <flock/base/clock.hpp>

namespace flk {

// The rows of a query, or why there are none. All text is UTF-8: bytes that
// are none stand as \xNN. As osquery has it, every value is text, NULL an empty
// one, and no two columns have one name (of equal ones the last counts).
struct QueryResult {
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;  // values in columns' order
  std::string failure;                         // empty: the query ran

  bool ok() const { return failure.empty(); }
};

// What a query may use; a file that somebody gave us holds its SQL.
struct EngineOptions {
  // More rows, or more bytes in all values together, are a failure.
  std::size_t max_rows = 100000;
  std::size_t max_result_bytes = 64 << 20;
  // Longer values are cut and say so: "... [cut, 70000 bytes]", mark included.
  std::size_t max_value_bytes = 16 << 10;
  // A longer row has all of its long values cut. Written as JSON with each
  // byte an escape, a row still fits into a record.
  std::size_t max_row_bytes = 128 << 10;
  // Of the built-in engine, for its tables; and again for what SQLite does
  // with them.
  std::size_t max_work_bytes = 256 << 20;
  Milliseconds timeout{30000};
};

class QueryEngine {
 public:
  virtual ~QueryEngine() = default;

  virtual const std::string& name() const = 0;  // "osquery" or "built-in"

  // Runs one statement, which must read only. Whatever the SQL does is a value;
  // throws Error (try_again) where the machine cannot run it at all.
  virtual QueryResult query(const std::string& sql) = 0;
};

// `choice` is "osquery", "built-in", or "auto": osquery where osqueryi is in
// PATH. Throws Error (config) for any other, or where osqueryi is missing.
std::unique_ptr<QueryEngine> open_engine(std::string_view choice,
                                         const EngineOptions& options = {});

}  // namespace flk
