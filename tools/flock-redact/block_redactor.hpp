// SPDX-License-Identifier: GPL-3.0-or-later
// Redacts a block of lines at a time, on whatever thread: all that it writes
// to is its own, and what is to be said of the block is kept for later.

#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <flock/base/log.hpp>
#include <flock/policy/redactor.hpp>
#include <flock/record/reader.hpp>

namespace flk {

// Counts by name, of at most kMaxNames: they come from the input.
class NamedCounts {
 public:
  void add(std::string name, std::uint64_t count = 1);
  void add(const NamedCounts& others);
  // A line for each: NAME: COUNT `what`.
  void say(Log& log, const std::string& what) const;

 private:
  std::map<std::string, std::uint64_t> counts_;
};

// What -v tells: how many records of each twig passed and did not, and which
// columns were left out since no rule names them.
class RedactCounts : public RedactObserver {
 public:
  void column(std::string_view twig, std::string_view column, bool is_named,
              const Rule* rule, std::string_view left) override;
  void member_dropped(std::string_view) override {}

  void add(const Record& record, RedactOutcome outcome);
  void add(const RedactCounts& others);
  void say(Log& log) const;

 private:
  NamedCounts passed_;
  NamedCounts dropped_;
  NamedCounts rejected_;
  NamedCounts columns_;
};

class BlockRedactor : private RejectSink {
 public:
  struct Rejected {
    LinePosition position;
    std::string reason;
    std::string_view bytes;  // in block()
  };

  // `policy` and `keys` must outlive this. `counting` costs time.
  BlockRedactor(const Policy& policy, const PolicyKeys& keys,
                std::size_t max_line_bytes, bool counting);

  // To be filled, then run().
  LineBlock& block() { return block_; }
  void run();

  // Of the last run. What passed, each line with its LF.
  const std::string& passed() const { return passed_; }
  const std::vector<Rejected>& rejected() const { return rejected_; }
  // The twig of the first record that did not pass, if nothing did before it.
  const std::string& first_twig() const { return first_twig_; }
  // Whether it stopped at a row of flock-collect under other rules: a flock_run
  // behind it would move the ledger's cursor over it, and it would be lost.
  bool is_stopped() const { return is_stopped_; }

  // Of all runs.
  std::uint64_t lines() const { return records_.lines(); }
  bool any_mismatch() const { return any_mismatch_; }
  const RedactCounts& counts() const { return counts_; }

 private:
  using RejectSink::reject;
  void reject(const LinePosition& position, std::string_view reason,
              std::string_view bytes) override;
  void reject_more(std::string_view) override {}  // a block has whole lines
  void pass(const Record& record);

  bool counting_;
  RedactCounts counts_;
  Redactor redactor_;
  BlockRecords records_;
  LineBlock block_;
  std::string passed_;
  std::vector<Rejected> rejected_;
  std::string first_twig_;
  bool is_stopped_ = false;
  bool any_mismatch_ = false;
};

}  // namespace flk
