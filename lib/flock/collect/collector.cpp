// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/collect/collector.hpp>

#include <algorithm>
#include <set>

#include <flock/base/error.hpp>
#include <flock/base/file.hpp>
#include <flock/collect/agent_records.hpp>
#include <flock/collect/apply_pending.hpp>
#include <flock/collect/baseline.hpp>
#include <flock/collect/pending.hpp>
#include <flock/collect/result_record.hpp>
#include <flock/collect/twig_rows.hpp>
#include <flock/ledger/dead_letter.hpp>
#include <flock/ledger/cursor.hpp>

namespace flk {
namespace {

constexpr char kSource[] = "engine";
constexpr Milliseconds kDay{86400000};

std::string collect_lock(const std::string& state_dir) {
  make_directories(baselines_in(state_dir), 0700);
  return state_dir + "/collect.lock";
}

// A run may hold it for as long as nobody reads what it prints.
FileLock lock_collect_within(Milliseconds patience,
                             const std::string& state_dir, Clock& clock) {
  constexpr Milliseconds kStep{100};
  const auto path = collect_lock(state_dir);
  for (auto left = patience;; left -= kStep) {
    if (auto lock = FileLock::try_lock(path)) return *std::move(lock);
    if (left <= kStep) break;
    clock.sleep(kStep);
  }
  throw Error(ErrorKind::try_again,
              "another flock-collect runs, or waits for somebody to read what "
              "it prints",
              "the no is in force; once that run has ended, deny again to "
              "remove what it left in pending.jsonl");
}

void begin_epoch(const std::string& state_dir, const std::string& twig,
                 std::uint64_t pending_position) {
  const auto directory = baselines_in(state_dir);
  auto base = Baseline::load(directory, twig);
  base.begin_epoch(pending_position);
  base.save(directory, twig);
}

Terms terms_of(const CollectSetup& setup, const Twig& twig) {
  return Terms::of(twig, setup.policy.rules_of(twig.id, setup.keys));
}

class Run {
 public:
  Run(const CollectSetup& setup, RecordWriter& out)
      : setup_(setup),
        out_(out),
        state_(setup.ledger.state()),
        origin_{setup.ledger.id(), setup.host_identifier, setup.clock.now()} {}

  CollectReport run(bool all_now) {
    for (const auto& record :
         outstanding_agent_records(origin_, state_, setup_.consent,
                                   dead_letter_path(setup_.state_dir))) {
      write(record);
    }
    if (!resume()) start(all_now);
    out_.flush();
    return report_;
  }

 private:
  void write(std::string_view line) {
    out_.write(line);
    ++report_.records;
  }

  // Gives out what is left of an earlier run; false where there is none.
  bool resume() {
    const auto path = pending_path(setup_.state_dir);
    const auto pending = Pending::load(path);
    if (!pending) return false;
    if (pending->ledger() == setup_.ledger.id()) {
      if (pending->last_position() > state_.cursor(kSource)) {
        give_out_rest(*pending);
        return true;
      }
      apply_pending(*pending, setup_.state_dir);
    }
    remove_file(path);
    return false;
  }

  void give_out_rest(const Pending& pending) {
    report_.resumed = true;
    const auto after = state_.cursor(kSource);
    std::set<std::string> out_of_force;
    pending.for_each([&](std::uint64_t position, const Record& record) {
      if (position <= after) return;
      if (is_agent_record(record) || in_force(record)) {
        write(record.bytes());
      } else {
        out_of_force.insert(record.text("name"));
      }
    });
    for (const auto& twig : out_of_force) {
      begin_epoch(setup_.state_dir, twig, pending.last_position());
    }
  }

  // Whether the row's twig is still allowed, under the same rules.
  bool in_force(const Record& record) const {
    const auto* twig = setup_.catalogue.find(record.text("name"));
    return twig != nullptr &&
           consent_of(setup_, *twig).state == ConsentState::enabled &&
           record.flock_text("rules") ==
               setup_.policy.rules_hash(twig->id, setup_.keys) &&
           (!twig->per_user || is_covered(record, *twig));
  }

  // Whether the account that the row belongs to still says yes.
  bool is_covered(const Record& record, const Twig& twig) const {
    const auto columns = record.find("columns");
    const auto uid = columns ? columns->find("uid") : std::nullopt;
    return uid && uid->is_string() &&
           setup_.per_user.covers(uid->decoded(), twig.id,
                                  terms_of(setup_, twig));
  }

  void start(bool all_now) {
    position_ = state_.cursor(kSource);
    std::map<std::string, std::uint64_t> failures;
    bool any_enabled = false;
    for (const auto& twig : setup_.catalogue.twigs()) {
      const auto consent = consent_of(setup_, twig);
      if (consent.state != ConsentState::enabled) continue;
      any_enabled = true;
      auto base = Baseline::load(baselines_in(setup_.state_dir), twig.id);
      if (all_now || is_due(twig, consent, base)) query(twig, consent, base);
    }
    for (const auto& [twig, reason] : report_.failures) failures[twig] = 1;
    const bool ran = !report_.rows.empty() || !failures.empty();
    if (!ran && !(any_enabled && day_since_last_run())) return;
    lines_.push_back(
        flock_run_record(origin_, ++position_, report_.rows, failures));
    Pending::save(pending_path(setup_.state_dir), lines_);
    for (const auto& line : lines_) write(line);
  }

  bool is_due(const Twig& twig, const Consent& consent,
              const Baseline& base) const {
    // A new yes, or ledger: whatever ran before is not for it. A last run in
    // the future: the clock was set back.
    return base.origin.consent_line != consent.line ||
           base.origin.ledger != setup_.ledger.id() ||
           base.last_run > origin_.time ||
           origin_.time - base.last_run >= twig.interval;
  }

  bool day_since_last_run() const {
    RecordParser parser;
    const auto text = read_file_if_exists(last_run_path(setup_.state_dir),
                                          RecordParser::kDefaultMaxLineBytes);
    const auto run = text ? parser.parse(*text) : std::nullopt;
    const auto time = run ? run->find("timestamp") : std::nullopt;
    if (!time) return true;
    const Milliseconds last{time->integer().value_or(0)};
    return last > origin_.time || origin_.time - last >= kDay;
  }

  void query(const Twig& twig, const Consent& consent, Baseline& base) {
    const auto now =
        rows_of(setup_.engine, twig, terms_of(setup_, twig), setup_.per_user);
    // First, so that a twig that fails is not due again at once for ever.
    renew(twig, consent, base);
    if (!now.failure.empty()) {
      report_.failures[twig.id] = now.failure;
      return;
    }
    const auto changes = difference(base.rows, now.rows);
    for (const auto& row : changes.removed) add(twig, base, row, "removed");
    for (const auto& row : changes.added) add(twig, base, row, "added");
    report_.rows[twig.id] = changes.removed.size() + changes.added.size();
  }

  // A new epoch where the rows are made under something else than the last
  // ones were.
  void renew(const Twig& twig, const Consent& consent, Baseline& base) {
    const Baseline::Origin origin{
        setup_.ledger.id(), setup_.policy.rules_hash(twig.id, setup_.keys),
        setup_.engine.name(), consent.line};
    if (base.origin == origin) return;
    base.begin_epoch(0);
    // Another ledger counts its positions from 1 again.
    if (base.origin.ledger != origin.ledger) base.position = 0;
    base.origin = origin;
    base.save(baselines_in(setup_.state_dir), twig.id);
  }

  void add(const Twig& twig, const Baseline& base, const std::string& row,
           std::string_view action) {
    const Cursor cursor{setup_.ledger.id(), kSource, ++position_};
    const auto cursor_text = cursor.text();
    lines_.push_back(
        result_record({twig.id, setup_.host_identifier, origin_.time,
                       base.epoch, base.fresh ? 0 : base.counter + 1, row,
                       action, cursor_text, base.origin.rules}));
  }

  const CollectSetup& setup_;
  RecordWriter& out_;
  LedgerState state_;
  RecordOrigin origin_;
  CollectReport report_;
  std::uint64_t position_ = 0;
  std::vector<std::string> lines_;
};

}  // namespace

CollectReport Collector::run(bool all_now, RecordWriter& out) {
  const FileLock lock{collect_lock(setup_.state_dir)};
  return Run{setup_, out}.run(all_now);
}

Consent consent_of(const CollectSetup& setup, const Twig& twig) {
  if (!twig.runs_on(setup.platform)) return {};
  return setup.consent.of(twig.id, terms_of(setup, twig));
}

bool has_pending(const std::string& state_dir, const std::string& twig) {
  const auto pending = Pending::load(pending_path(state_dir));
  bool found = false;
  if (!pending) return found;
  pending->for_each([&](std::uint64_t, const Record& record) {
    found = found || (!is_agent_record(record) && record.text("name") == twig);
  });
  return found;
}

void forget_pending(const std::string& state_dir, const std::string& twig,
                    Clock& clock, Milliseconds patience) {
  const auto lock = lock_collect_within(patience, state_dir, clock);
  const auto path = pending_path(state_dir);
  const auto pending = Pending::load(path);
  if (!pending) return;
  std::vector<std::string> kept;
  bool found = false;
  pending->for_each([&](std::uint64_t, const Record& record) {
    if (!is_agent_record(record) && record.text("name") == twig) {
      found = true;
    } else {
      kept.emplace_back(record.bytes());
    }
  });
  if (found) Pending::save(path, kept);
}

}  // namespace flk
