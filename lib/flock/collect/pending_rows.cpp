// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/collect/pending_rows.hpp>

#include <algorithm>
#include <utility>
#include <vector>

#include <flock/base/error.hpp>
#include <flock/base/file.hpp>
#include <flock/collect/apply_pending.hpp>
#include <flock/collect/pending.hpp>
#include <flock/ledger/withdraw.hpp>

namespace flk {
namespace {

std::string collect_lock(const std::string& state_dir) {
  make_directories(state_dir, 0700);
  make_directories(baselines_in(state_dir), 0700);
  return state_dir + "/collect.lock";
}

}  // namespace

FileLock lock_collect(const std::string& state_dir, Clock& clock,
                      Milliseconds patience, const std::string& hint) {
  constexpr Milliseconds kStep{100};
  const auto path = collect_lock(state_dir);
  for (auto left = patience;; left -= kStep) {
    if (auto lock = FileLock::try_lock(path)) return *std::move(lock);
    if (left <= kStep) break;
    clock.sleep(kStep);
  }
  throw Error(ErrorKind::try_again,
              "another flock-collect is running its queries", hint);
}

void remove_pending_rows(const std::string& state_dir,
                         const std::set<std::string>& twigs) {
  const auto path = pending_path(state_dir);
  const auto pending = Pending::load(path);
  if (!pending) return;
  std::vector<std::string> kept;
  bool found = false;
  pending->for_each([&](std::uint64_t, const Record& record) {
    const auto is_one = [&](const auto& twig) {
      return is_row_of(record, twig);
    };
    if (std::any_of(twigs.begin(), twigs.end(), is_one)) {
      found = true;
    } else {
      kept.emplace_back(record.bytes());
    }
  });
  if (found) Pending::save(path, kept);
}

bool has_pending(const std::string& state_dir, const std::string& twig) {
  const auto pending = Pending::load(pending_path(state_dir));
  bool found = false;
  if (!pending) return found;
  pending->for_each([&](std::uint64_t, const Record& record) {
    found = found || is_row_of(record, twig);
  });
  return found;
}

void forget_pending(const std::string& state_dir, const std::string& twig,
                    Clock& clock, Milliseconds patience) {
  const auto lock = lock_collect(
      state_dir, clock, patience,
      "the no is in force: nothing of it leaves; once that run has ended, deny "
      "again to remove what it left in pending.jsonl");
  remove_pending_rows(state_dir, {twig});
}

}  // namespace flk
