// SPDX-License-Identifier: GPL-3.0-or-later
// The filter: blocks of lines in, redacted on several cores where there are
// some, written in the order they came.

#include <algorithm>
#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include <flock/base/cores.hpp>
#include <flock/base/error.hpp>
#include <flock/base/ordered_pipeline.hpp>
#include <flock/cli/paths.hpp>
#include <flock/cli/rejects.hpp>
#include <flock/cli/terminal_input.hpp>
#include <flock/record/writer.hpp>

#include "flock-redact/block_redactor.hpp"
#include "flock-redact/verbs.hpp"

namespace flk {
namespace {

constexpr unsigned kMaxWorkers = 4;  // what one thread can read for

class Filter : private RejectSink {
 public:
  Filter(const RedactOptions& options, Log& log)
      : log_(log),
        max_line_bytes_(options.filter.max_line_bytes),
        policy_(chosen_policy(options)),
        keys_(PolicyKeys::load(config_dir())),
        rejects_(options.filter.rejects, log),
        in_(open_inputs(options.filter.files), parser_.max_bytes(),
            parser_.over_long(), *this),
        out_(RecordWriter::standard_output()) {
    free_.push_back(make());  // a missing key is found before any input
    const auto workers = std::min(usable_cores(), kMaxWorkers);
    if (workers < 2) return;
    pipeline_.emplace(
        workers, std::size_t{workers} + 2,
        [](Worker& worker) { worker->run(); },
        [this](Worker& worker) { finish_block(std::move(worker)); });
  }

  ExitStatus run() {
    auto worker = take();
    while (!is_stopped_ && in_.next(worker->block())) {
      if (pipeline_) {
        pipeline_->push(std::move(worker));
      } else {
        worker->run();
        finish_block(std::move(worker));
      }
      worker = take();
    }
    if (pipeline_) pipeline_->finish();
    free_.push_back(std::move(worker));
    rejects_.finish();
    say_the_rest();
    if (is_stopped_) return ExitStatus::try_again;
    return rejects_.count() == 0 ? ExitStatus::success
                                 : ExitStatus::partly_done;
  }

 private:
  using Worker = std::unique_ptr<BlockRedactor>;

  Worker make() const {
    return std::make_unique<BlockRedactor>(policy_, keys_, max_line_bytes_,
                                           log_.writes(LogLevel::info));
  }

  // No more are made than are under way at once.
  Worker take() {
    {
      const std::scoped_lock lock{mutex_};
      if (!free_.empty()) {
        auto worker = std::move(free_.back());
        free_.pop_back();
        return worker;
      }
    }
    return make();
  }

  // Of the blocks, in their order.
  void finish_block(Worker worker) {
    if (!is_stopped_) write(*worker);
    const std::scoped_lock lock{mutex_};
    free_.push_back(std::move(worker));
  }

  void write(const BlockRedactor& worker) {
    for (const auto& line : worker.rejected()) {
      rejects_.reject(line.position, line.reason, line.bytes);
    }
    if (!any_passed_ && first_twig_.empty()) {
      first_twig_ = worker.first_twig();
    }
    if (!worker.passed().empty()) {
      any_passed_ = true;
      out_.write_lines(worker.passed());
    }
    is_stopped_ = worker.is_stopped();
  }

  // What the reader rejects, behind all lines before it.
  void reject(const LinePosition& position, std::string_view reason,
              std::string_view bytes) override {
    if (pipeline_) pipeline_->drain();
    if (!is_stopped_) rejects_.reject(position, reason, bytes);
  }
  void reject_more(std::string_view bytes) override {
    rejects_.reject_more(bytes);
  }

  // All workers are free by now.
  void say_the_rest() {
    RedactCounts counts;
    std::uint64_t lines = in_.rejected();
    bool any_mismatch = false;
    for (const auto& worker : free_) {
      counts.add(worker->counts());
      lines += worker->lines();
      any_mismatch |= worker->any_mismatch();
    }
    if (is_stopped_) {
      log_.warning(
          "stopped there, so that nothing behind it passes for complete");
    }
    if (any_mismatch) {
      log_.warning(
          "hint: a yes covers the rules of its day; flock-collect asks anew");
    }
    if (!any_passed_ && lines > 0) {
      const auto twig = first_twig_.empty()
                            ? std::string("none of them names a twig")
                            : "the first is of twig " + quoted(first_twig_);
      log_.warning("nothing passed of " + std::to_string(lines) +
                   " records: " + twig);
    }
    counts.say(log_);
  }

  Log& log_;
  std::size_t max_line_bytes_;
  RecordParser parser_{max_line_bytes_};
  Policy policy_;
  PolicyKeys keys_;
  Rejects rejects_;
  BlockReader in_;
  RecordWriter out_;
  bool any_passed_ = false;
  std::atomic<bool> is_stopped_ = false;  // nothing more is written
  std::string first_twig_;

  std::mutex mutex_;
  std::vector<Worker> free_;
  // Above 1 core. The last member: its threads use the others.
  std::optional<OrderedPipeline<Worker>> pipeline_;
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
