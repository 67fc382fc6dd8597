// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/store/sqlite_delete.hpp>

#include <chrono>
#include <map>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include <flock/store/index_name.hpp>

namespace flk {
namespace {

constexpr std::int64_t kRowsAtOnce = 5000;

constexpr std::string_view kDelete =
    "DELETE FROM record WHERE seq >= ?1 AND seq < ?2 AND ";
constexpr std::string_view kReturning =
    " RETURNING record_index, member(bytes, 'username')";

// Where the records of an index or a user lie.
struct Range {
  std::int64_t begin = 0;
  std::int64_t end = 0;
};

class Deletion {
 public:
  Deletion(SqliteDatabase& database, std::string_view condition,
           const Exclusively& exclusively)
      : database_(database),
        exclusively_(exclusively),
        delete_(database.prepare(
            std::string(kDelete).append(condition).append(kReturning))),
        subtract_(database.prepare("UPDATE activity SET records = records - ?3 "
                                   "WHERE user = ?1 AND record_index = ?2")),
        forget_(database.prepare("DELETE FROM activity WHERE records <= 0")) {}

  // Binds the condition's parameters, from 3 on.
  SqliteStatement& condition() { return delete_; }

  // `more` says after each step whether the next is worth it.
  std::uint64_t run(Range range, const std::function<bool(Range)>& more) {
    std::uint64_t deleted = 0;
    for (auto begin = range.begin; begin < range.end; begin += kRowsAtOnce) {
      const Range step{begin, std::min(begin + kRowsAtOnce, range.end)};
      const auto started = std::chrono::steady_clock::now();
      bool go_on = true;
      exclusively_([&] {
        deleted += delete_step(step);
        go_on = more(step);
      });
      if (!go_on) break;
      // As long for the others as for this.
      std::this_thread::sleep_for(std::chrono::steady_clock::now() - started);
    }
    return deleted;
  }

 private:
  std::uint64_t delete_step(Range step) {
    SqliteTransaction transaction{database_};
    std::map<std::pair<std::string, std::int64_t>, std::int64_t> gone;
    std::uint64_t count = 0;
    delete_.bind(1, step.begin).bind(2, step.end);
    while (delete_.step()) {
      ++gone[{delete_.text(1), delete_.integer(0)}];
      ++count;
    }
    for (const auto& [key, records] : gone) {
      subtract_.bind(1, key.first).bind(2, key.second).bind(3, records).run();
    }
    if (count > 0) forget_.run();
    transaction.commit();
    return count;
  }

  SqliteDatabase& database_;
  const Exclusively& exclusively_;
  SqliteStatement delete_;
  SqliteStatement subtract_;
  SqliteStatement forget_;
};

// A deletion's statements, which belong to the connection: they are made,
// changed and finalized while nobody else uses that.
class Statements {
 public:
  Statements(const Exclusively& exclusively, const std::function<void()>& make,
             const std::function<void()>& finalize)
      : exclusively_(exclusively), finalize_(finalize) {
    exclusively_(make);
  }
  Statements(const Statements&) = delete;
  Statements& operator=(const Statements&) = delete;
  ~Statements() { exclusively_(finalize_); }

 private:
  const Exclusively& exclusively_;
  std::function<void()> finalize_;
};

bool to_the_end(Range) { return true; }

Range range_of(SqliteDatabase& database, std::string_view condition,
               const std::function<void(SqliteStatement&)>& bind) {
  auto find = database.prepare(
      std::string("SELECT coalesce(min(min_seq), 0), "
                  "coalesce(max(max_seq) + 1, 0) FROM activity WHERE ")
          .append(condition));
  bind(find);
  find.step();
  return {find.integer(0), find.integer(1)};
}

// The whole of an index.
std::uint64_t delete_index(SqliteDatabase& database, std::int64_t index,
                           const Range& range, const Exclusively& exclusively) {
  std::optional<Deletion> deletion;
  const Statements statements{exclusively,
                              [&] {
                                deletion.emplace(database, "record_index = ?3",
                                                 exclusively);
                                deletion->condition().bind(3, index);
                              },
                              [&] { deletion.reset(); }};
  return deletion->run(range, to_the_end);
}

// They lie in the order of arrival: behind the first that came late enough
// there is none to delete. What does not say when it came is left, and says
// nothing of the others.
std::uint64_t delete_arrived_before(SqliteDatabase& database,
                                    std::int64_t index, const Range& range,
                                    Milliseconds before,
                                    const Exclusively& exclusively) {
  const auto text = format_rfc3339(before);
  std::optional<Deletion> deletion;
  std::optional<SqliteStatement> left;
  const Statements statements{
      exclusively,
      [&] {
        deletion.emplace(database,
                         "record_index = ?3 AND "
                         "member(bytes, 'event.ingested') < ?4",
                         exclusively);
        deletion->condition().bind(3, index).bind(4, std::string_view(text));
        left.emplace(
            database.prepare("SELECT 1 FROM record WHERE seq >= ?1 AND "
                             "seq < ?2 AND record_index = ?3 AND "
                             "member(bytes, 'event.ingested') >= ?4 LIMIT 1"));
      },
      [&] {
        left.reset();
        deletion.reset();
      }};
  return deletion->run(range, [&](Range step) {
    const bool some = left->bind(1, step.begin)
                          .bind(2, step.end)
                          .bind(3, index)
                          .bind(4, std::string_view(text))
                          .step();
    left->reset();
    return !some;
  });
}

struct StoredIndex {
  std::int64_t id;
  std::string name;
  Range range;
};

std::vector<StoredIndex> stored_indices(SqliteDatabase& database) {
  std::vector<StoredIndex> out;
  auto rows = database.prepare("SELECT id, name FROM record_index");
  while (rows.step()) out.push_back({rows.integer(0), rows.text(1), {}});
  for (auto& index : out) {
    index.range = range_of(database, "record_index = ?1",
                           [&](auto& find) { find.bind(1, index.id); });
  }
  return out;
}

}  // namespace

std::uint64_t delete_user_records(SqliteDatabase& database,
                                  const std::string& user,
                                  const Exclusively& exclusively) {
  std::optional<Deletion> deletion;
  Range range;
  const Statements statements{
      exclusively,
      [&] {
        range = range_of(database, "user = ?1", [&](auto& find) {
          find.bind(1, std::string_view(user));
        });
        deletion.emplace(database, "member(bytes, 'username') = ?3",
                         exclusively);
        deletion->condition().bind(3, std::string_view(user));
      },
      [&] { deletion.reset(); }};
  return deletion->run(range, to_the_end);
}

std::uint64_t prune_records(SqliteDatabase& database, Milliseconds before,
                            const Exclusively& exclusively) {
  std::vector<StoredIndex> indices;
  exclusively([&] { indices = stored_indices(database); });
  std::uint64_t deleted = 0;
  for (const auto& [id, name, range] : indices) {
    if (depends_on_arrival(name)) {
      deleted +=
          delete_arrived_before(database, id, range, before, exclusively);
    } else if (const auto end = end_of_index(name); end && *end <= before) {
      deleted += delete_index(database, id, range, exclusively);
    }
  }
  return deleted;
}

}  // namespace flk
