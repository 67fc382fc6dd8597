// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/ledger/outbox.hpp>

#include <sys/stat.h>

#include <algorithm>

#include <flock/base/file.hpp>
#include <flock/ledger/checkpoint.hpp>
#include <flock/ledger/dead_letter.hpp>
#include <flock/ledger/segments.hpp>
#include <flock/record/time.hpp>

namespace flk {
namespace {

constexpr Milliseconds kDay{86400000};

Milliseconds modified_at(const std::string& path, Milliseconds otherwise) {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) return otherwise;
  return Seconds{info.st_mtim.tv_sec};
}

// The last record that was appended at `time` or before. Records that the
// checkpoint knows nothing of yet (their append was cut off by a crash) are as
// old as their segment.
std::uint64_t last_appended_by(const Ledger& ledger, Milliseconds time) {
  const auto point = Checkpoint::load(ledger.directory());
  std::uint64_t last = point.appended.empty() ? point.records : 0;
  for (const auto& entry : point.appended) {
    if (entry.time <= time) last = entry.last;
  }
  const auto state = ledger.state();
  const auto segments = Segments{ledger.directory()}.list();
  if (state.records > point.records && !segments.empty() &&
      modified_at(segments.back().path, time) < time) {
    last = state.records;
  }
  return last;
}

// The time of the first record of a segment; `otherwise` where it says none.
Milliseconds first_time(const Segments::Segment& segment,
                        Milliseconds otherwise) {
  RecordParser parser{kAnyLedgerLine};
  auto time = otherwise;
  read_lines(segment.path, segment.first,
             [&](std::uint64_t, std::string_view line) {
               const auto record = parser.parse(line);
               if (record) time = record_time(*record).value_or(otherwise);
               return false;
             });
  return time;
}

// A last segment that is appended to now and then would never be old.
void begin_segment(const Ledger& ledger, Milliseconds age, Milliseconds now) {
  const FileLock lock = ledger.lock_append();
  const auto state = ledger.state();
  const Segments segments{ledger.directory()};
  const auto list = segments.list();
  if (list.empty() || state.acknowledged < state.records) return;
  if (now - first_time(list.back(), now) <= age) return;
  AtomicFile file{segments.path_of(state.records + 1), 0600};
  file.commit();
}

void note_refused(Checkpoint& point, const DeadLetter& letter) {
  RecordParser parser{kAnyLedgerLine};
  const auto record = parser.parse(letter.line);
  const auto seq = record ? record->find_flock("seq") : std::nullopt;
  const auto stream = record ? record->flock_text("stream") : std::string();
  const auto number = seq && !stream.empty() ? seq->integer() : std::nullopt;
  point.note_refused(letter.n, number ? stream : std::string(),
                     static_cast<std::uint64_t>(number.value_or(0)));
}

}  // namespace

std::optional<Outbox> Outbox::try_open(const Ledger& ledger) {
  auto lock = ledger.try_lock_delivery();
  if (!lock) return std::nullopt;
  return Outbox{ledger, *std::move(lock)};
}

std::optional<Batch> Outbox::next(const BatchLimits& limits) const {
  const auto state = ledger_.state();
  auto end = state.records;
  if (limits.not_after) {
    end = std::min(end, last_appended_by(ledger_, *limits.not_after));
  }
  Batch batch{state.acknowledged + 1, {}};
  if (end < batch.first) return std::nullopt;
  std::size_t bytes = 0;
  Segments{ledger_.directory()}.read(
      batch.first, [&](std::uint64_t n, std::string_view line) {
        bytes += line.size() + 1;
        const bool fits = batch.lines.empty() || bytes <= limits.max_bytes;
        if (n > end || !fits || batch.lines.size() == limits.max_records) {
          return false;
        }
        batch.lines.emplace_back(line);
        return true;
      });
  if (batch.lines.empty()) return std::nullopt;
  return batch;
}

std::uint64_t Outbox::attempt(const Batch& batch) {
  std::uint64_t before = 0;
  update_checkpoint(ledger_.directory(), [&](Checkpoint& point) {
    before = point.attempted;
    point.attempted = std::max(point.attempted, batch.last());
  });
  return before;
}

void Outbox::take_back_attempt(std::uint64_t mark) {
  update_checkpoint(ledger_.directory(), [&](Checkpoint& point) {
    point.attempted = std::max(mark, point.acknowledged);
  });
}

void Outbox::acknowledge(const Batch& batch,
                         const std::vector<DeadLetter>& refused,
                         const std::string& dead_letter_path) {
  if (!refused.empty()) {
    add_dead_letters(dead_letter_path, ledger_.id(), refused);
  }
  update_checkpoint(ledger_.directory(), [&](Checkpoint& point) {
    if (point.acknowledged >= batch.last()) return;
    point.acknowledged = batch.last();
    for (const auto& letter : refused) note_refused(point, letter);
  });
}

void prune_sent(const Ledger& ledger, Milliseconds keep_age,
                std::uint64_t keep_bytes, Milliseconds now) {
  begin_segment(ledger, std::min<Milliseconds>(keep_age, kDay), now);
  const auto acknowledged = ledger.state().acknowledged;
  auto sent = Segments{ledger.directory()}.list();
  std::uint64_t bytes = 0;
  std::size_t count = 0;  // of segments all of whose records have left
  while (count + 1 < sent.size() && sent[count + 1].first <= acknowledged + 1) {
    bytes += sent[count++].bytes;
  }
  for (std::size_t i = 0; i < count; ++i) {
    const bool is_old = now - modified_at(sent[i].path, now) > keep_age;
    if (!is_old && bytes <= keep_bytes) break;
    remove_file(sent[i].path);
    bytes -= sent[i].bytes;
  }
}

}  // namespace flk
