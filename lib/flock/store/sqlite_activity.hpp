// SPDX-License-Identifier: GPL-3.0-or-later
// What is known of each user's records, kept up to date as they are stored and
// deleted. Not for several threads at once.

#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <flock/store/sqlite.hpp>
#include <flock/store/store.hpp>

namespace flk {

// Of the records that one transaction stores.
class ActivityTally {
 public:
  // `database` must outlive this.
  explicit ActivityTally(SqliteDatabase& database);

  void add(const NewRecord& record, std::int64_t index, std::int64_t seq);
  // Writes what was added, and forgets it.
  void write();
  // Forgets what was added: the transaction failed.
  void clear();

 private:
  struct Entry {
    std::int64_t records = 0;
    std::int64_t min_seq = 0;
    std::int64_t max_seq = 0;
    std::optional<std::int64_t> last_time;
    std::optional<std::int64_t> os_time;
    std::optional<std::int64_t> os_seq;
  };

  using Entries = std::map<std::pair<std::string, std::int64_t>, Entry>;

  Entry& entry_of(std::string_view user, std::int64_t index);
  void forget();

  SqliteStatement upsert_;
  Entries entries_;
  // Of the record added last: most are of the same user and index.
  Entries::value_type* last_ = nullptr;
};

// What Store::activity() does.
std::map<std::string, UserActivity> read_activity(
    SqliteDatabase& database, const std::vector<std::string>& users);

// "NAME VERSION" of an os_version record; empty where it does not say.
std::string os_version_of(std::string_view record);

}  // namespace flk
