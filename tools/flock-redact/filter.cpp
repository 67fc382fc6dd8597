// SPDX-License-Identifier: GPL-3.0-or-later
// The filter.

#include <map>

#include <flock/base/error.hpp>
#include <flock/cli/paths.hpp>
#include <flock/cli/rejects.hpp>
#include <flock/cli/terminal_input.hpp>
#include <flock/policy/redactor.hpp>
#include <flock/record/reader.hpp>
#include <flock/record/writer.hpp>

#include "flock-redact/verbs.hpp"

namespace flk {
namespace {

// Counts by name, of at most kMaxNames: they come from the input.
class NamedCounts {
 public:
  void add(std::string name) {
    constexpr std::size_t kMaxNames = 1000;
    const bool full = counts_.size() >= kMaxNames && !counts_.contains(name);
    ++counts_[full ? "all others" : std::move(name)];
  }

  void say(Log& log, const std::string& what) const {
    for (const auto& [name, count] : counts_) {
      log.info(name + ": " + std::to_string(count) + " " + what);
    }
  }

 private:
  std::map<std::string, std::uint64_t> counts_;
};

// What -v tells: how many records of each twig passed and did not, and which
// columns were left out since no rule names them.
class Counts : public RedactObserver {
 public:
  void column(std::string_view twig, std::string_view column, bool is_named,
              const Rule*, std::string_view left) override {
    if (is_named || !left.empty()) return;
    columns_.add(quoted(std::string(twig) + "." + std::string(column)));
  }
  void member_dropped(std::string_view) override {}

  void add(const Record& record, RedactOutcome outcome) {
    auto name = record.text("name");
    if (is_agent_record(record)) name = record.text("type");
    auto& counts = outcome == RedactOutcome::passed    ? passed_
                   : outcome == RedactOutcome::dropped ? dropped_
                                                       : rejected_;
    counts.add(quoted(name));
  }

  void say(Log& log) const {
    passed_.say(log, "passed");
    dropped_.say(log, "dropped, the policy names nothing of them");
    rejected_.say(log, "rejected");
    columns_.say(log, "values left out, the policy does not name the column");
  }

 private:
  NamedCounts passed_;
  NamedCounts dropped_;
  NamedCounts rejected_;
  NamedCounts columns_;
};

class Filter {
 public:
  Filter(const RedactOptions& options, Log& log)
      : log_(log),
        counting_(log.writes(LogLevel::info)),
        policy_(chosen_policy(options)),
        keys_(PolicyKeys::load_or_create(config_dir(), policy_)),
        redactor_(policy_, keys_, counting_ ? &counts_ : nullptr),
        rejects_(options.filter.rejects, log),
        in_(open_inputs(options.filter.files), options.filter.max_line_bytes,
            rejects_),
        out_(RecordWriter::standard_output()) {
    in_.before_wait([this] { out_.flush(); });
  }

  ExitStatus run() {
    while (const auto record = in_.next()) pass(*record);
    out_.flush();
    rejects_.finish();
    say_the_rest();
    return rejects_.count() == 0 ? ExitStatus::success
                                 : ExitStatus::partly_done;
  }

 private:
  void pass(const Record& record) {
    const auto outcome = redactor_.redact(record, out_.line());
    if (counting_) counts_.add(record, outcome);
    switch (outcome) {
      case RedactOutcome::passed:
        any_passed_ = true;
        return out_.end_line();
      case RedactOutcome::rules_mismatch:
        any_mismatch_ = true;
        [[fallthrough]];
      case RedactOutcome::malformed:
        rejects_.reject(record, redactor_.reason());
        [[fallthrough]];
      case RedactOutcome::dropped:
        if (!any_passed_ && first_twig_.empty()) {
          first_twig_ = record.text("name");
        }
    }
  }

  void say_the_rest() {
    if (any_mismatch_) {
      log_.warning(
          "hint: a yes covers the rules of its day; flock-collect asks anew");
    }
    if (!any_passed_ && in_.lines() > 0) {
      const auto twig = first_twig_.empty()
                            ? std::string("none of them names a twig")
                            : "the first is of twig " + quoted(first_twig_);
      log_.warning("nothing passed of " + std::to_string(in_.lines()) +
                   " records: " + twig);
    }
    if (counting_) counts_.say(log_);
  }

  Log& log_;
  bool counting_;
  Counts counts_;
  Policy policy_;
  PolicyKeys keys_;
  Redactor redactor_;
  Rejects rejects_;
  RecordReader in_;
  RecordWriter out_;
  std::string first_twig_;
  bool any_passed_ = false;
  bool any_mismatch_ = false;
};

}  // namespace

Policy chosen_policy(const RedactOptions& options) {
  return options.policy.empty()
             ? Policy::load_or_built_in(config_dir() + "/policy.json")
             : Policy::load(options.policy);
}

ExitStatus redact(const RedactOptions& options, Log& log) {
  Filter filter{options, log};
  warn_of_terminal(options.filter, log);
  return filter.run();
}

}  // namespace flk
