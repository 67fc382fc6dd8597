// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/gateway/commit_queue.hpp>

#include <algorithm>
#include <deque>

#include <flock/store/refused.hpp>

namespace flk {

namespace {

bool any_together(std::span<const PutResult> results) {
  return std::any_of(results.begin(), results.end(), [](const auto& result) {
    return result.outcome == PutOutcome::refused_together;
  });
}

// What became of a record whose text was put, all of it or its beginning.
void set_kept(PutResult& result, const PutResult& put, bool cut) {
  const bool stored = put.outcome == PutOutcome::stored ||
                      put.outcome == PutOutcome::already_there;
  if (stored && cut) return;  // whoever sent it may keep what was cut off
  if (!cut && put.outcome == PutOutcome::too_long) {
    result.outcome = PutOutcome::too_long;
    return;
  }
  result = put;
  // Text is of a shape that no store refuses: this is not for good.
  if (!stored) result.outcome = PutOutcome::unavailable;
}

}  // namespace

CommitQueue::CommitQueue(Store& store, const CommitLimits& limits, Log& log)
    : store_(store), limits_(limits), log_(log) {
  for (std::size_t i = 0; i < store_.useful_writers(); ++i) {
    writers_.emplace_back([this] { run(); });
  }
}

CommitQueue::~CommitQueue() {
  {
    const std::lock_guard lock{mutex_};
    ending_ = true;
  }
  some_.notify_all();
  for (auto& writer : writers_) writer.join();
}

bool CommitQueue::submit(RecordBatch batch, Done done) {
  {
    const std::lock_guard lock{mutex_};
    const auto bytes = waiting_bytes_ + batch.memory();
    // One request must fit, however long, when nothing else waits.
    if (bytes > limits_.queued_bytes && !waiting_.empty()) return false;
    waiting_bytes_ = bytes;
    waiting_.push_back({std::move(batch), std::move(done)});
  }
  some_.notify_one();
  return true;
}

void CommitQueue::run() {
  while (true) {
    auto group = take_group();
    if (group.empty()) return;
    commit(group);
  }
}

CommitQueue::Group CommitQueue::take_group() {
  std::unique_lock lock{mutex_};
  some_.wait(lock, [this] { return ending_ || !waiting_.empty(); });
  const auto most = std::min(limits_.commit_bytes, store_.useful_bytes());
  Group group;
  std::size_t bytes = 0;
  std::size_t records = 0;
  while (!waiting_.empty()) {
    const auto& next = waiting_.front().batch;
    bytes += next.memory();
    records += next.size();
    if (!group.empty() && (bytes > most || records > limits_.commit_records)) {
      break;
    }
    waiting_bytes_ -= next.memory();
    group.push_back(std::move(waiting_.front()));
    waiting_.pop_front();
  }
  return group;
}

void CommitQueue::commit(Group& group) {
  std::size_t count = 0;
  for (const auto& waiting : group) count += waiting.batch.size();
  std::vector<NewRecord> records;
  records.reserve(count);
  for (const auto& waiting : group) {
    for (std::size_t i = 0; i < waiting.batch.size(); ++i) {
      records.push_back(waiting.batch[i]);
    }
  }
  auto results = put(records);
  put_apart(group, records, results);
  store_refused(records, results);
  report(results);
  auto result = results.begin();
  for (auto& waiting : group) {
    std::vector<PutOutcome> outcomes;
    outcomes.reserve(waiting.batch.size());
    for (std::size_t i = 0; i < waiting.batch.size(); ++i) {
      outcomes.push_back((result++)->outcome);
    }
    waiting.done(std::move(outcomes));
  }
}

void CommitQueue::put_apart(const Group& group,
                            const std::vector<NewRecord>& records,
                            std::vector<PutResult>& results) {
  std::size_t begin = 0;
  for (const auto& waiting : group) {
    const auto size = waiting.batch.size();
    const std::span of_request{results.data() + begin, size};
    if (any_together(of_request)) {
      put_halves({records.data() + begin, size}, of_request);
    }
    begin += size;
  }
}

void CommitQueue::put_halves(std::span<const NewRecord> records,
                             std::span<PutResult> results) {
  auto again = put(records);
  std::move(again.begin(), again.end(), results.begin());
  if (!any_together(results)) return;
  if (records.size() == 1) {
    results[0].outcome = PutOutcome::refused;
    return;
  }
  const auto half = records.size() / 2;
  put_halves(records.first(half), results.first(half));
  put_halves(records.subspan(half), results.subspan(half));
}

bool CommitQueue::is_failing() const {
  const std::lock_guard lock{mutex_};
  return failing_;
}

std::size_t CommitQueue::waiting_bytes() const {
  const std::lock_guard lock{mutex_};
  return waiting_bytes_;
}

std::vector<PutResult> CommitQueue::put(std::span<const NewRecord> records) {
  try {
    return store_.put(records);
  } catch (const std::exception& error) {  // out of memory
    return {records.size(), {PutOutcome::unavailable, error.what()}};
  }
}

void CommitQueue::store_refused(const std::vector<NewRecord>& records,
                                std::vector<PutResult>& results) {
  const auto count = [&](PutOutcome which) {
    return static_cast<std::uint64_t>(std::count_if(
        results.begin(), results.end(),
        [&](const auto& result) { return result.outcome == which; }));
  };
  stored_ += count(PutOutcome::stored);
  repeated_ += count(PutOutcome::already_there);
  const auto refused = count(PutOutcome::refused) + count(PutOutcome::too_long);
  if (refused == 0) return;
  refused_ += refused;
  keep_as_text(records, results, PutOutcome::refused);
  // Among them what was too long as text.
  keep_as_text(records, results, PutOutcome::too_long);
}

void CommitQueue::keep_as_text(const std::vector<NewRecord>& records,
                               std::vector<PutResult>& results,
                               PutOutcome which) {
  const bool cut = which == PutOutcome::too_long;
  std::deque<std::string> texts;
  std::vector<NewRecord> kept;
  std::vector<PutResult*> places;
  for (std::size_t i = 0; i < results.size(); ++i) {
    if (results[i].outcome != which) continue;
    texts.push_back((cut ? cut_record : refused_record)(records[i].bytes,
                                                        results[i].reason));
    kept.push_back({records[i].id, kRefusedIndex, texts.back(), records[i].time,
                    records[i].user});
    places.push_back(&results[i]);
  }
  if (kept.empty()) return;
  const auto put_results = put(kept);
  for (std::size_t i = 0; i < places.size(); ++i) {
    set_kept(*places[i], put_results[i], cut);
  }
}

void CommitQueue::report(const std::vector<PutResult>& results) {
  const auto failed =
      std::find_if(results.begin(), results.end(), [](const PutResult& result) {
        return result.outcome == PutOutcome::unavailable;
      });
  const bool fails = failed != results.end();
  {
    const std::lock_guard lock{mutex_};
    if (fails == failing_) return;
    failing_ = fails;
  }
  if (fails) {
    log_.error("cannot store records", {{"reason", failed->reason}});
  } else {
    log_.warning("records are stored again");
  }
}

}  // namespace flk
