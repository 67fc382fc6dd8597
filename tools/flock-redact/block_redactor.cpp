// SPDX-License-Identifier: GPL-3.0-or-later

#include "flock-redact/block_redactor.hpp"

#include <utility>

#include <flock/base/error.hpp>

namespace flk {

void NamedCounts::add(std::string name, std::uint64_t count) {
  constexpr std::size_t kMaxNames = 1000;
  const bool full = counts_.size() >= kMaxNames && !counts_.contains(name);
  counts_[full ? "all others" : std::move(name)] += count;
}

void NamedCounts::add(const NamedCounts& others) {
  for (const auto& [name, count] : others.counts_) add(name, count);
}

void NamedCounts::say(Log& log, const std::string& what) const {
  for (const auto& [name, count] : counts_) {
    log.info(name + ": " + std::to_string(count) + " " + what);
  }
}

void RedactCounts::column(std::string_view twig, std::string_view column,
                          bool is_named, const Rule*, std::string_view left) {
  if (is_named || !left.empty()) return;
  columns_.add(quoted(std::string(twig) + "." + std::string(column)));
}

void RedactCounts::add(const Record& record, RedactOutcome outcome) {
  auto name = record.text("name");
  if (is_agent_record(record)) name = record.text("type");
  auto& counts = outcome == RedactOutcome::passed    ? passed_
                 : outcome == RedactOutcome::dropped ? dropped_
                                                     : rejected_;
  counts.add(quoted(name));
}

void RedactCounts::add(const RedactCounts& others) {
  passed_.add(others.passed_);
  dropped_.add(others.dropped_);
  rejected_.add(others.rejected_);
  columns_.add(others.columns_);
}

void RedactCounts::say(Log& log) const {
  passed_.say(log, "passed");
  dropped_.say(log, "dropped, the policy names nothing of them");
  rejected_.say(log, "rejected");
  columns_.say(log, "values left out, the policy does not name the column");
}

BlockRedactor::BlockRedactor(const Policy& policy, const PolicyKeys& keys,
                             std::size_t max_line_bytes, bool counting)
    : counting_(counting),
      redactor_(policy, keys, counting ? &counts_ : nullptr, max_line_bytes),
      records_(max_line_bytes) {}

void BlockRedactor::run() {
  passed_.clear();
  rejected_.clear();
  first_twig_.clear();
  is_stopped_ = false;
  records_.begin(block_);
  while (!is_stopped_) {
    const auto record = records_.next(*this);
    if (!record) return;
    pass(*record);
  }
}

void BlockRedactor::pass(const Record& record) {
  const auto outcome = redactor_.redact(record, passed_);
  if (counting_) counts_.add(record, outcome);
  switch (outcome) {
    case RedactOutcome::passed:
      passed_ += '\n';
      return;
    case RedactOutcome::rules_mismatch:
      any_mismatch_ = true;
      is_stopped_ = record.find_flock("cursor").has_value();
      [[fallthrough]];
    case RedactOutcome::malformed:
      reject(record, redactor_.reason());
      [[fallthrough]];
    case RedactOutcome::dropped:
      if (passed_.empty() && first_twig_.empty()) {
        first_twig_ = record.text("name");
      }
  }
}

void BlockRedactor::reject(const LinePosition& position,
                           std::string_view reason, std::string_view bytes) {
  rejected_.push_back({position, std::string(reason), bytes});
}

}  // namespace flk
