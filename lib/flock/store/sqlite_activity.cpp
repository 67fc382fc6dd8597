// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/store/sqlite_activity.hpp>

#include <algorithm>

#include <flock/store/filter.hpp>

namespace flk {

ActivityTally::ActivityTally(SqliteDatabase& database)
    : upsert_(database.prepare(
          "INSERT INTO activity VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) "
          "ON CONFLICT (user, record_index) DO UPDATE SET "
          "records = records + excluded.records, "
          "min_seq = min(min_seq, excluded.min_seq), "
          "max_seq = max(max_seq, excluded.max_seq), "
          "last_time = max(coalesce(last_time, excluded.last_time), "
          "coalesce(excluded.last_time, last_time)), "
          "os_seq = CASE WHEN os_time > coalesce(excluded.os_time, -1) "
          "THEN os_seq ELSE coalesce(excluded.os_seq, os_seq) END, "
          "os_time = max(coalesce(os_time, excluded.os_time), "
          "coalesce(excluded.os_time, os_time))")) {}

void ActivityTally::add(const NewRecord& record, std::int64_t index,
                        std::int64_t seq) {
  if (record.user.empty()) return;
  auto& entry = entry_of(record.user, index);
  if (entry.records++ == 0) entry.min_seq = seq;
  entry.max_seq = seq;
  if (!record.time) return;
  const auto time = record.time->count();
  entry.last_time = std::max(entry.last_time.value_or(time), time);
  if (record.tells_os && entry.os_time.value_or(time) <= time) {
    entry.os_time = time;
    entry.os_seq = seq;
  }
}

ActivityTally::Entry& ActivityTally::entry_of(std::string_view user,
                                              std::int64_t index) {
  if (last_ == nullptr || last_->first.first != user ||
      last_->first.second != index) {
    last_ = &*entries_.try_emplace({std::string(user), index}).first;
  }
  return last_->second;
}

void ActivityTally::write() {
  for (const auto& [key, entry] : entries_) {
    upsert_.bind(1, key.first)
        .bind(2, key.second)
        .bind(3, entry.records)
        .bind(4, entry.min_seq)
        .bind(5, entry.max_seq)
        .bind(6, entry.last_time)
        .bind(7, entry.os_time)
        .bind(8, entry.os_seq)
        .run();
  }
  forget();
}

void ActivityTally::clear() {
  forget();
  upsert_.reset();
}

void ActivityTally::forget() {
  entries_.clear();
  last_ = nullptr;
}

std::string os_version_of(std::string_view record) {
  RecordParser parser{kNoLimit};
  const auto parsed = parser.parse(record);
  const auto columns = parsed ? parsed->find("columns") : std::nullopt;
  if (!columns) return {};
  std::string out;
  for (const auto* key : {"name", "version"}) {
    const auto value = columns->find(key);
    if (!value || !value->is_string()) continue;
    if (!out.empty()) out += ' ';
    out += value->decoded();
  }
  return out;
}

std::map<std::string, UserActivity> read_activity(
    SqliteDatabase& database, const std::vector<std::string>& users) {
  const auto wanted = [&](const std::string& user) {
    return users.empty() ||
           std::find(users.begin(), users.end(), user) != users.end();
  };
  std::map<std::string, UserActivity> out;
  auto sums = database.prepare(
      "SELECT user, sum(records), max(last_time) FROM activity GROUP BY user");
  while (sums.step()) {
    if (!wanted(sums.text(0))) continue;
    auto& activity = out[sums.text(0)];
    activity.records = static_cast<std::uint64_t>(sums.integer(1));
    if (const auto time = sums.optional_integer(2)) {
      activity.last_seen = Milliseconds{*time};
    }
  }
  // Bare columns are those of the row that has the maximum.
  auto newest = database.prepare(
      "SELECT user, max(os_time), bytes FROM activity "
      "JOIN record ON seq = os_seq GROUP BY user");
  while (newest.step()) {
    const auto found = out.find(newest.text(0));
    if (found != out.end()) {
      found->second.os_version = os_version_of(newest.bytes(2));
    }
  }
  return out;
}

}  // namespace flk
