// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/send/deliver.hpp>

#include <algorithm>
#include <cstddef>
#include <utility>

#include <flock/base/error.hpp>
#include <flock/ledger/appender.hpp>
#include <flock/ledger/segments.hpp>
#include <flock/record/record.hpp>

namespace flk {
namespace {

class Delivery {
 public:
  Delivery(const Ledger& ledger, Destination& destination,
           const DeliveryOptions& options, Clock& clock, Random& random)
      : ledger_(ledger),
        destination_(destination),
        options_(options),
        clock_(clock),
        timer_(options.timer != nullptr ? *options.timer : clock),
        backoff_(options.backoff, timer_, random),
        max_records_(options.max_records) {}

  // False when there is no going on.
  bool send(Outbox& outbox, const Batch& batch) {
    const auto mark = outbox.attempt(batch);
    nothing_sent_ = true;
    const auto result = submit(batch);
    if (nothing_sent_) outbox.take_back_attempt(mark);
    if (!result) return false;
    switch (result->outcome) {
      case SubmitOutcome::answered:
        settle(outbox, batch, *result);
        max_records_ = std::min(options_.max_records, max_records_ * 2);
        return true;
      case SubmitOutcome::whole_refused:
        return settle_refused(outbox, batch, *result);
      case SubmitOutcome::try_again:
        return stop(DeliveryEnd::gave_up, result->reason);
      case SubmitOutcome::not_allowed:
        return stop(DeliveryEnd::refused, result->reason);
    }
    return false;
  }

  // What may leave next.
  std::optional<Batch> next(const Outbox& outbox) {
    BatchLimits limits{max_records_, options_.max_bytes, {}};
    if (options_.rest.count() > 0) {
      limits.not_after = clock_.now() - options_.rest;
    }
    auto batch = outbox.next(limits);
    if (!batch) return std::nullopt;
    batch->lines.resize(count_allowed(batch->lines));
    if (!batch->lines.empty()) {
      report_.end = DeliveryEnd::complete;
      return batch;
    }
    return std::nullopt;
  }

  DeliveryReport& report() { return report_; }

 private:
  // False: there is no going on.
  bool stop(DeliveryEnd why, std::string reason) {
    report_.end = why;
    report_.reason = std::move(reason);
    return false;
  }

  // Until there is an answer, or no time left; nullopt where one of the twigs
  // is no longer allowed.
  std::optional<SubmitResult> submit(const Batch& batch) {
    const IdempotencyKey key{ledger_.id(), batch.first};
    while (count_allowed(batch.lines) == batch.lines.size()) {
      const auto patience = std::max(backoff_.left(), kLeastPatience);
      auto result = destination_.submit(key, batch.lines, patience);
      nothing_sent_ = nothing_sent_ && result.nothing_sent;
      if (result.outcome != SubmitOutcome::try_again) {
        backoff_.reset();
        return result;
      }
      const auto wait = backoff_.next(result.retry_after);
      if (!wait) return result;
      pause(*wait, batch);
    }
    return std::nullopt;
  }

  // Looks up now and then whether all of `batch` may still leave: whoever says
  // no waits for the delivery lock.
  void pause(Milliseconds wait, const Batch& batch) {
    constexpr Milliseconds kStep{1000};
    while (wait.count() > 0 &&
           count_allowed(batch.lines) == batch.lines.size()) {
      const auto step = std::min(wait, kStep);
      timer_.sleep(step);
      wait -= step;
    }
  }

  // How many of the first records may leave. Where not all may, the report
  // says why.
  std::size_t count_allowed(const std::vector<std::string>& lines) {
    if (!options_.allowed) return lines.size();
    for (std::size_t i = 0; i < lines.size(); ++i) {
      const auto record = parser_.parse(lines[i]);
      if (!record || !needs_consent(*record)) continue;
      const auto twig = record->text("name");
      if (options_.allowed(twig)) continue;
      report_.end = DeliveryEnd::withheld;
      report_.reason = twig;
      return i;
    }
    return lines.size();
  }

  void settle(Outbox& outbox, const Batch& batch, const SubmitResult& result) {
    std::vector<DeadLetter> refused;
    for (const auto& rejected : result.rejected) {
      refused.push_back({batch.first + rejected.index,
                         batch.lines[rejected.index], rejected.reason});
    }
    outbox.acknowledge(batch, refused, options_.dead_letter_path);
    report_.delivered += batch.lines.size() - refused.size();
    report_.refused += refused.size();
  }

  // Smaller requests find the record that was meant; it comes alone in the
  // end. Where each one alone is refused in the same words it may not be about
  // records. False when there is no going on.
  bool settle_refused(Outbox& outbox, const Batch& batch,
                      const SubmitResult& result) {
    SubmitResult found{SubmitOutcome::answered, {}, {}, {}};
    if (batch.lines.size() == 1) {
      found.rejected.push_back({0, result.reason});
    } else if (!search(batch, 0, batch.lines.size(), found)) {
      return false;
    }
    if (is_each_refused_alike(batch, found) &&
        !takes_requests(batch, found.rejected[0].reason)) {
      return false;
    }
    // Smaller ones may do where none was refused alone.
    if (found.rejected.empty()) max_records_ = batch.lines.size() / 2;
    settle(outbox, batch, found);
    return true;
  }

  static bool is_each_refused_alike(const Batch& batch,
                                    const SubmitResult& found) {
    const auto& rejected = found.rejected;
    return rejected.size() == batch.lines.size() &&
           std::all_of(rejected.begin(), rejected.end(), [&](const auto& each) {
             return each.reason == rejected[0].reason;
           });
  }

  // Whether a request of ours can succeed there at all: one like the others,
  // but without records, does; or, of a single record, one did in this run.
  // Else it was not the records that were refused: a wrong server, a proxy
  // that knows nothing of ours. Then there is no going on.
  bool takes_requests(const Batch& batch, const std::string& refusal) {
    const auto result = submit({batch.first, {}});
    if (!result) return false;
    switch (result->outcome) {
      case SubmitOutcome::answered:
        return true;
      case SubmitOutcome::whole_refused:
        if (batch.lines.size() == 1 && report_.delivered > 0) return true;
        return stop(
            DeliveryEnd::refused,
            "the gateway refuses each request alike: " + flk::quoted(refusal));
      case SubmitOutcome::try_again:
        return stop(DeliveryEnd::gave_up, result->reason);
      case SubmitOutcome::not_allowed:
        return stop(DeliveryEnd::refused, result->reason);
    }
    return false;
  }

  // Sends both halves of the lines from `begin` to `end`, which were refused
  // together, and adds to `found` what is refused for good.
  bool search(const Batch& batch, std::size_t begin, std::size_t end,
              SubmitResult& found) {
    const auto middle = begin + (end - begin) / 2;
    return send_part(batch, begin, middle, found) &&
           send_part(batch, middle, end, found);
  }

  bool send_part(const Batch& batch, std::size_t begin, std::size_t end,
                 SubmitResult& found) {
    const auto at = [&](std::size_t i) {
      return batch.lines.begin() + static_cast<std::ptrdiff_t>(i);
    };
    const Batch part{batch.first + begin, {at(begin), at(end)}};
    const auto result = submit(part);
    if (!result) return false;
    switch (result->outcome) {
      case SubmitOutcome::answered:
        for (const auto& each : result->rejected) {
          found.rejected.push_back({begin + each.index, each.reason});
        }
        return true;
      case SubmitOutcome::whole_refused:
        if (end - begin > 1) return search(batch, begin, end, found);
        found.rejected.push_back({begin, result->reason});
        return true;
      case SubmitOutcome::try_again:
        return stop(DeliveryEnd::gave_up, result->reason);
      case SubmitOutcome::not_allowed:
        return stop(DeliveryEnd::refused, result->reason);
    }
    return false;
  }

  const Ledger& ledger_;
  Destination& destination_;
  const DeliveryOptions& options_;
  Clock& clock_;
  Clock& timer_;
  Backoff backoff_;
  std::size_t max_records_;
  bool nothing_sent_ = false;  // of the batch under way
  RecordParser parser_{kAnyLedgerLine};
  DeliveryReport report_;
};

}  // namespace

DeliveryReport deliver(
    const Ledger& ledger, Destination& destination,
    const DeliveryOptions& options, Clock& clock, Random& random,
    const std::function<void(const DeliveryReport&)>& progress) {
  auto outbox = Outbox::try_open(ledger);
  if (!outbox) return {DeliveryEnd::other_delivery, 0, 0, {}};
  Delivery delivery{ledger, destination, options, clock, random};
  while (const auto batch = delivery.next(*outbox)) {
    if (!delivery.send(*outbox, *batch)) break;
    if (progress) progress(delivery.report());
  }
  return delivery.report();
}

}  // namespace flk
