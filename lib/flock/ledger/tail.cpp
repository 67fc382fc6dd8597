// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/ledger/tail.hpp>

#include <algorithm>

#include <flock/base/error.hpp>
#include <flock/base/fd.hpp>
#include <flock/ledger/cursor.hpp>
#include <flock/ledger/segments.hpp>

namespace flk {
namespace {

LedgerState state_of(const Checkpoint& point, const std::string& stream) {
  LedgerState state;
  state.records = point.records;
  state.attempted = point.attempted;
  state.acknowledged = point.acknowledged;
  state.cursors = point.cursors;
  state.chain = {stream, point.seq, point.prev};
  state.refused = point.refused;
  state.undeclared = point.undeclared;
  return state;
}

}  // namespace

LedgerTail read_tail(const std::string& directory, const std::string& id,
                     const std::string& stream) {
  const auto point = Checkpoint::load(directory);
  LedgerTail tail{state_of(point, stream), {}, 0};
  const auto segments = Segments{directory}.list();
  std::uint64_t seen = segments.empty() ? 0 : segments.front().first - 1;
  RecordParser parser{kAnyLedgerLine};
  bool torn = false;
  for (std::size_t i = 0; i < segments.size() && !torn; ++i) {
    const bool is_last = i + 1 == segments.size();
    if (!is_last && segments[i + 1].first <= point.records + 1) {
      seen = segments[i + 1].first - 1;
      continue;
    }
    tail.last_segment = segments[i].path;
    tail.whole_bytes = read_lines(segments[i].path, segments[i].first,
                                  [&](std::uint64_t n, std::string_view line) {
                                    if (n > point.records) {
                                      // Garbage behind the checkpoint is what a
                                      // crash left.
                                      const auto record = parser.parse(line);
                                      torn = !record;
                                      if (torn) return false;
                                      move_on(tail.state, *record, id);
                                    }
                                    seen = n;
                                    return true;
                                  });
    // What a killed process wrote and did not sync is not yet durable.
    if (seen > point.records) {
      sync(open_for_reading(segments[i].path).get(),
           flk::quoted(segments[i].path));
    }
  }
  const bool begins_late =
      !segments.empty() && segments.front().first > point.records + 1;
  if (seen < point.records || begins_late) {
    throw Error(ErrorKind::config,
                "the ledger in " + flk::quoted(directory) +
                    " is damaged: its segments do not meet its checkpoint at "
                    "record " +
                    std::to_string(point.records),
                "flock-send reset begins a new ledger");
  }
  tail.state.records = seen;
  return tail;
}

void move_on(LedgerState& state, const Record& record, const std::string& id) {
  const auto cursor = Cursor::parse(record.flock_text("cursor"));
  if (cursor && cursor->ledger == id) {
    auto& position = state.cursors[cursor->source];
    position = std::max(position, cursor->position);
  }
  if (record.flock_text("stream") == state.chain.stream) {
    const auto seq = record.find_flock("seq");
    state.chain.seq =
        static_cast<std::uint64_t>(seq ? seq->integer().value_or(0) : 0);
    state.chain.prev = link_after(record);
  }
}

std::string link_after(const Record& record) {
  if (record.text("type") == "flock_loss") {
    if (auto digest = record.text("digest"); !digest.empty()) return digest;
  }
  return chain_link(record.flock_text("sig"));
}

}  // namespace flk
