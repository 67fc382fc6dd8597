// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/fetch/chain_order.hpp>

#include <flock/store/filter.hpp>

namespace flk {
namespace {

SqliteDatabase temporary_table() {
  SqliteDatabase database{{}, SqliteDatabase::Mode::temporary};
  // Nothing of it outlives the process.
  database.execute("PRAGMA journal_mode = OFF");
  database.execute("PRAGMA synchronous = OFF");
  database.execute(
      "CREATE TABLE line (n INTEGER PRIMARY KEY, stream TEXT, seq INTEGER, "
      "bytes TEXT NOT NULL)");
  database.execute("BEGIN");
  return database;
}

}  // namespace

ChainOrder::ChainOrder()
    : database_(temporary_table()),
      insert_(database_.prepare(
          "INSERT INTO line (stream, seq, bytes) VALUES (?1, ?2, ?3)")),
      parser_(kNoLimit) {}

void ChainOrder::add(std::string_view line) {
  const auto record = parser_.parse(line);
  const auto stream = record ? record->flock_text("stream") : std::string();
  std::optional<std::int64_t> seq;
  if (const auto value = record ? record->find_flock("seq") : std::nullopt) {
    seq = value->integer();
  }
  insert_.bind(1, stream).bind(2, seq).bind(3, line).run();
}

void ChainOrder::each(const std::function<void(std::string_view)>& visit) {
  auto rows = database_.prepare(
      "SELECT bytes FROM line "
      "ORDER BY stream = '', stream, seq IS NULL, seq, n");
  while (rows.step()) visit(rows.bytes(0));
}

}  // namespace flk
