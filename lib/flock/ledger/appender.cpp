// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/ledger/appender.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <flock/base/error.hpp>
#include <flock/base/file.hpp>
#include <flock/ledger/checkpoint.hpp>
#include <flock/ledger/cursor.hpp>
#include <flock/ledger/segments.hpp>
#include <flock/ledger/tail.hpp>

namespace flk {
namespace {

constexpr std::uint64_t kSegmentBytes = 1 << 20;  // a new one begins behind
constexpr std::size_t kBufferBytes = 1 << 20;

// What a crash left of an append that was never reported as done.
void cut_torn_line(const LedgerTail& tail) {
  if (tail.last_segment.empty()) return;
  const auto& path = tail.last_segment;
  const Fd fd{::open(path.c_str(), O_WRONLY | O_CLOEXEC)};
  if (!fd) throw_errno(ErrorKind::config, "cannot open " + flk::quoted(path));
  const auto size = ::lseek(fd.get(), 0, SEEK_END);
  const auto whole = static_cast<off_t>(tail.whole_bytes);
  if (size == whole) return;
  if (::ftruncate(fd.get(), whole) != 0) {
    throw_errno(ErrorKind::try_again, "cannot cut " + flk::quoted(path));
  }
  sync(fd.get(), flk::quoted(path));
}

}  // namespace

Appender::Appender(const Ledger& ledger, AppendRules rules, Clock& clock)
    : ledger_(ledger),
      rules_(std::move(rules)),
      clock_(clock),
      lock_(ledger.lock_append()) {
  const auto tail = read_tail(ledger.directory(), ledger.id(), ledger.stream());
  cut_torn_line(tail);
  state_ = tail.state;
  outbox_bytes_ = outbox_bytes(ledger, state_);
  segment_path_ = tail.last_segment;
  segment_bytes_ = tail.whole_bytes;
}

AppendOutcome Appender::add(const Record& record) {
  const auto outcome = judge(record);
  if (outcome != AppendOutcome::appended) return outcome;
  if (segment_path_.empty() ||
      segment_bytes_ + buffer_.size() > kSegmentBytes) {
    write_segment();
    segment_ = Fd{};
    segment_path_ = Segments{ledger_.directory()}.path_of(state_.records + 1);
    segment_bytes_ = 0;
  }
  buffer_ += record.bytes();
  buffer_ += '\n';
  outbox_bytes_ += record.bytes().size() + 1;
  ++state_.records;
  move_on(state_, record, ledger_.id());
  if (buffer_.size() >= kBufferBytes) commit();
  return outcome;
}

AppendOutcome Appender::judge(const Record& record) const {
  const auto cursor = Cursor::parse(record.flock_text("cursor"));
  const bool is_ours = cursor && cursor->ledger == ledger_.id();
  if (is_ours && cursor->position <= state_.cursor(cursor->source)) {
    return AppendOutcome::already_there;
  }
  if (needs_consent(record) && !rules_.allowed(record.text("name"))) {
    return AppendOutcome::not_allowed;
  }
  if (record.flock_text("stream") == ledger_.stream()) {
    const auto seq = record.find_flock("seq");
    const auto next = static_cast<std::int64_t>(state_.chain.seq) + 1;
    if (!seq || seq->integer() != next ||
        record.flock_text("prev") != state_.chain.prev) {
      return AppendOutcome::does_not_follow;
    }
  }
  if (outbox_bytes_ + record.bytes().size() >= rules_.max_outbox_bytes) {
    return AppendOutcome::outbox_full;
  }
  return AppendOutcome::appended;
}

void Appender::open_segment() {
  if (segment_) return;
  const bool is_new = !file_exists(segment_path_);
  segment_ = Fd{::open(segment_path_.c_str(),
                       O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600)};
  if (!segment_) {
    throw_errno(ErrorKind::config, "cannot open " + flk::quoted(segment_path_));
  }
  if (is_new) sync_directory(ledger_.directory());
}

void Appender::write_segment() {
  if (buffer_.empty()) return;
  open_segment();
  write_all(segment_.get(), buffer_, flk::quoted(segment_path_));
  sync(segment_.get(), flk::quoted(segment_path_));
  segment_bytes_ += buffer_.size();
  buffer_.clear();
}

void Appender::commit() {
  if (buffer_.empty()) return;
  write_segment();
  update_checkpoint(ledger_.directory(), [&](Checkpoint& point) {
    point.records = state_.records;
    point.cursors = state_.cursors;
    point.seq = state_.chain.seq;
    point.prev = state_.chain.prev;
    point.note_appended(state_.records, clock_.now());
    point.forget_declared(state_.cursor("dead-letter"));
  });
}

bool needs_consent(const Record& record) {
  return !is_agent_record(record) &&
         (record.find_flock("rules") || record.find_flock("cursor"));
}

std::uint64_t outbox_bytes(const Ledger& ledger, const LedgerState& state) {
  std::uint64_t bytes = 0;
  const auto segments = Segments{ledger.directory()}.list();
  for (std::size_t i = 0; i < segments.size(); ++i) {
    const bool is_last = i + 1 == segments.size();
    const auto end = is_last ? state.records + 1 : segments[i + 1].first;
    if (end <= state.acknowledged + 1) continue;
    bytes += segments[i].bytes;
    if (segments[i].first > state.acknowledged) continue;
    // The segment that the mark lies in: without what has left.
    bytes -= read_lines(segments[i].path, segments[i].first,
                        [&](std::uint64_t n, std::string_view) {
                          return n <= state.acknowledged;
                        });
  }
  return bytes;
}

}  // namespace flk
