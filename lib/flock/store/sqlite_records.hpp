// SPDX-License-Identifier: GPL-3.0-or-later
// Records in SQLite: written in one transaction for each put(), read in steps.
// Not for several threads at once.

#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include <flock/store/sqlite.hpp>
#include <flock/store/sqlite_activity.hpp>
#include <flock/store/store.hpp>

namespace flk {

class SqliteRecordWriter {
 public:
  // `database` must outlive this.
  explicit SqliteRecordWriter(SqliteDatabase& database);

  std::vector<PutResult> put(std::span<const NewRecord> records);

 private:
  std::vector<PutResult> put_all(std::span<const NewRecord> records);
  PutOutcome insert(std::int64_t seq, std::string_view id,
                    const NewRecord& record);
  std::int64_t index_id(std::string_view name);

  SqliteDatabase& database_;
  SqliteStatement insert_;
  SqliteStatement add_index_;
  SqliteStatement find_index_;
  SqliteStatement next_;
  SqliteStatement set_next_;
  ActivityTally tally_;
  std::map<std::string, std::int64_t, std::less<>> index_ids_;
  bool is_first_ = true;  // of this process' transactions
};

// What Store::scan() does. Holds the database's read lock for no longer than
// it takes to read about a MiB, so that a slow reader does not let the
// write-ahead log grow.
void scan_records(SqliteDatabase& database, const ScanFilter& filter,
                  const RecordVisitor& visit);

}  // namespace flk
