// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/signature/parallel_verifier.hpp>

#include <utility>

namespace flk {
namespace {

constexpr std::size_t kBatchRecords = 32;
constexpr std::size_t kBatchBytes = 128 << 10;

}  // namespace

ParallelVerifier::ParallelVerifier(Verifier& verifier, unsigned jobs,
                                   std::function<void(std::string_view)> passed,
                                   std::function<void()> flush)
    : verifier_(verifier),
      passed_(std::move(passed)),
      flush_(std::move(flush)),
      trusted_(std::make_shared<const TrustedKeys>(verifier.trusted())) {
  if (jobs < 2) return;
  pipeline_.emplace(
      jobs, 2 * std::size_t{jobs} + 2,
      [this](Batch& batch) { prove_all(batch); },
      [this](Batch& batch) { take_all(batch); });
}

void ParallelVerifier::Batch::append(const Record& record) {
  const auto& root = record.object().node();
  entries.push_back({text.size(), record.bytes().size(), nodes.size(),
                     record.position().line, record.position().offset});
  text += record.bytes();
  // A record's nodes lie one after the other, and count from the first.
  nodes.insert(nodes.end(), &root, &root + root.next);
}

Record ParallelVerifier::Batch::record(const Entry& entry) const {
  const auto line = std::string_view(text).substr(entry.text, entry.size);
  return Record{JsonValue{line, nodes.data() + entry.nodes, 0},
                {source, entry.line, entry.offset}};
}

void ParallelVerifier::add(const Record& record) {
  if (!pipeline_) return take_at_once(record);
  if (record.position().source != batch_.source) {
    flush();
    batch_.source = record.position().source;
  }
  batch_.append(record);
  if (batch_.entries.size() >= kBatchRecords ||
      batch_.text.size() >= kBatchBytes) {
    flush();
  }
}

void ParallelVerifier::take_at_once(const Record& record) {
  const auto verdict = verifier_.take(record);
  if (verdict == Verdict::verified || verdict == Verdict::repeated) {
    passed_(record.bytes());
  }
}

void ParallelVerifier::flush() {
  if (!pipeline_) return flush_();
  if (batch_.entries.empty()) return;
  Batch next;
  next.source = batch_.source;
  pipeline_->push(std::exchange(batch_, std::move(next)));
}

void ParallelVerifier::finish() {
  flush();
  if (pipeline_) pipeline_->finish();
}

void ParallelVerifier::prove_all(Batch& batch) const {
  const auto trusted = snapshot();
  batch.claims.reserve(batch.entries.size());
  batch.proofs.reserve(batch.entries.size());
  for (const auto& entry : batch.entries) {
    batch.claims.push_back(claim_of(batch.record(entry)));
    batch.proofs.push_back(prove(batch.claims.back(), *trusted));
  }
}

void ParallelVerifier::take_all(const Batch& batch) {
  for (std::size_t i = 0; i < batch.entries.size(); ++i) {
    const auto record = batch.record(batch.entries[i]);
    const auto verdict =
        verifier_.take(batch.claims[i], batch.proofs[i], record.position());
    if (verdict == Verdict::verified || verdict == Verdict::repeated) {
      passed_(record.bytes());
    }
  }
  flush_();
  if (verifier_.announced() == announced_) return;
  announced_ = verifier_.announced();
  auto trusted = std::make_shared<const TrustedKeys>(verifier_.trusted());
  const std::scoped_lock lock{mutex_};
  trusted_ = std::move(trusted);
}

std::shared_ptr<const TrustedKeys> ParallelVerifier::snapshot() const {
  const std::scoped_lock lock{mutex_};
  return trusted_;
}

}  // namespace flk
