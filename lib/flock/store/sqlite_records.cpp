// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/store/sqlite_records.hpp>

#include <flock/base/encoding.hpp>
#include <flock/base/error.hpp>
#include <flock/record/identity.hpp>
#include <flock/store/filter.hpp>

namespace flk {
namespace {

std::optional<std::int64_t> count_of(std::optional<Milliseconds> time) {
  if (!time) return std::nullopt;
  return time->count();
}

// What others had seen of records that were not on disk yet when the machine
// stopped, they do not see again under other records' numbers.
constexpr std::int64_t kLeap = 1 << 20;

}  // namespace

SqliteRecordWriter::SqliteRecordWriter(SqliteDatabase& database)
    : database_(database),
      insert_(database.prepare(
          "INSERT INTO record (seq, id, record_index, time, bytes) "
          "VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (id) DO NOTHING")),
      add_index_(database.prepare("INSERT INTO record_index (name) VALUES (?1) "
                                  "ON CONFLICT (name) DO NOTHING")),
      find_index_(
          database.prepare("SELECT id FROM record_index WHERE name = ?1")),
      next_(database.prepare("SELECT seq FROM next_record")),
      set_next_(database.prepare("UPDATE next_record SET seq = ?1")),
      tally_(database) {}

std::vector<PutResult> SqliteRecordWriter::put(
    std::span<const NewRecord> records) {
  try {
    return put_all(records);
  } catch (const Error& error) {
    // What was rolled back may have been a new index.
    index_ids_.clear();
    tally_.clear();
    for (auto* statement :
         {&insert_, &add_index_, &find_index_, &next_, &set_next_}) {
      statement->reset();
    }
    return {records.size(), {PutOutcome::unavailable, error.what()}};
  }
}

std::vector<PutResult> SqliteRecordWriter::put_all(
    std::span<const NewRecord> records) {
  SqliteTransaction transaction{database_};
  next_.step();
  std::int64_t seq = next_.integer(0);
  next_.reset();
  if (is_first_) seq += kLeap;
  std::vector<PutResult> results;
  results.reserve(records.size());
  for (const auto& record : records) {
    if (const auto id = RecordIdentity::bytes_of(record.id)) {
      results.push_back({insert(seq, {id->data(), id->size()}, record), {}});
    } else if (const auto other = from_base64url(record.id)) {
      results.push_back({insert(seq, *other, record), {}});
    } else {
      results.push_back({PutOutcome::refused, "its id is not base64url"});
      continue;
    }
    if (results.back().outcome == PutOutcome::stored) ++seq;
  }
  tally_.write();
  set_next_.bind(1, seq).run();
  transaction.commit();
  is_first_ = false;
  return results;
}

PutOutcome SqliteRecordWriter::insert(std::int64_t seq, std::string_view id,
                                      const NewRecord& record) {
  const auto index = index_id(record.index);
  insert_.bind(1, seq)
      .bind_blob(2, id)
      .bind(3, index)
      .bind(4, count_of(record.time))
      .bind(5, record.bytes)
      .run();
  if (!database_.changed()) return PutOutcome::already_there;
  tally_.add(record, index, seq);
  return PutOutcome::stored;
}

std::int64_t SqliteRecordWriter::index_id(std::string_view name) {
  if (const auto found = index_ids_.find(name); found != index_ids_.end()) {
    return found->second;
  }
  add_index_.bind(1, name).run();
  find_index_.bind(1, name).step();
  const auto id = find_index_.integer(0);
  find_index_.reset();
  index_ids_.emplace(name, id);
  return id;
}

namespace {

struct Row {
  std::int64_t index;
  std::string id;
  std::string bytes;
};

class Scan {
 public:
  Scan(SqliteDatabase& database, const ScanFilter& filter)
      : filter_(filter),
        content_(filter),
        last_(database.prepare("SELECT coalesce(max(seq), 0) FROM record")),
        names_(database.prepare("SELECT id, name FROM record_index")),
        rows_(database.prepare(
            "SELECT seq, record_index, id, bytes FROM record "
            "WHERE seq > ?1 AND seq <= ?2 AND (?3 IS NULL OR time >= ?3) "
            "AND (?4 IS NULL OR time < ?4) ORDER BY seq")) {}

  void run(const RecordVisitor& visit) {
    last_.step();
    const auto last = last_.integer(0);
    last_.reset();
    read_names();
    std::int64_t seq = 0;
    while (read_some(seq, last)) {
      for (const auto& row : block_) {
        if (content_.matches(row.bytes)) {
          visit({to_base64url(row.id), names_by_id_.at(row.index), row.bytes});
        }
      }
    }
  }

 private:
  void read_names() {
    const IndexPatterns patterns{filter_.index};
    while (names_.step()) {
      if (patterns.match(names_.bytes(1))) {
        names_by_id_.emplace(names_.integer(0), names_.text(1));
      }
    }
  }

  // The next rows behind `seq`, which moves on; false at the end.
  bool read_some(std::int64_t& seq, std::int64_t last) {
    constexpr std::size_t kEnough = 1 << 20;
    block_.clear();
    std::size_t size = 0;
    bool more = false;
    rows_.bind(1, seq).bind(2, last);
    rows_.bind(3, count_of(filter_.since)).bind(4, count_of(filter_.until));
    while (size < kEnough && (more = rows_.step())) {
      seq = rows_.integer(0);
      if (!names_by_id_.contains(rows_.integer(1))) continue;
      block_.push_back({rows_.integer(1), rows_.text(2), rows_.text(3)});
      size += block_.back().bytes.size() + sizeof(Row);
    }
    rows_.reset();
    return more || !block_.empty();
  }

  ScanFilter filter_;
  ContentFilter content_;
  SqliteStatement last_;
  SqliteStatement names_;
  SqliteStatement rows_;
  std::map<std::int64_t, std::string> names_by_id_;
  std::vector<Row> block_;
};

}  // namespace

void scan_records(SqliteDatabase& database, const ScanFilter& filter,
                  const RecordVisitor& visit) {
  Scan{database, filter}.run(visit);
}

}  // namespace flk
