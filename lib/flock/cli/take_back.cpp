// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/cli/take_back.hpp>

#include <algorithm>

#include <flock/cli/plural.hpp>
#include <flock/cli/withdrawal_key.hpp>

namespace flk {
namespace {

// What happened to the twig's rows.
ExitStatus tell(const std::string& id, const Withdrawal& result, Log& log) {
  if (result.withdrawn > 0) {
    log.warning(id + ": " + plural(result.withdrawn, "record") +
                " taken back that had not left");
  }
  if (result.delivered > 0) {
    log.warning(id + ": " + plural(result.delivered, "record") +
                " had left before (flock-send sent shows them)");
  }
  if (result.attempted == 0) return ExitStatus::success;
  log.warning(id + ": " + std::to_string(result.attempted) +
              " of those taken back may have left all the same: a request was "
              "made, and its answer never came");
  return ExitStatus::partly_done;
}

}  // namespace

TakeBack::TakeBack(const Ledger& ledger, std::vector<std::string> twigs,
                   const std::string& config_dir, Clock& clock)
    : ledger_(ledger),
      twigs_(std::move(twigs)),
      clock_(clock),
      signer_(signer_for(
          ledger,
          [&](std::uint64_t, const Record& record) {
            return std::any_of(
                twigs_.begin(), twigs_.end(),
                [&](const auto& twig) { return is_row_of(record, twig); });
          },
          config_dir)) {}

ExitStatus TakeBack::run(Log& log) const {
  auto status = ExitStatus::success;
  for (const auto& twig : twigs_) {
    status = highest(status, tell(twig, withdraw_rows_of(twig), log));
  }
  return status;
}

ExitStatus TakeBack::finish(Log& log) const {
  auto status = ExitStatus::success;
  for (const auto& twig : twigs_) {
    const auto result = withdraw_rows_of(twig);
    if (result.withdrawn == 0) continue;
    status = highest(status, tell(twig, result, log));
  }
  return status;
}

Withdrawal TakeBack::withdraw_rows_of(const std::string& twig) const {
  return withdraw(ledger_, signer_ ? &*signer_ : nullptr, clock_,
                  [&](std::uint64_t, const Record& record) {
                    return is_row_of(record, twig);
                  });
}

}  // namespace flk
