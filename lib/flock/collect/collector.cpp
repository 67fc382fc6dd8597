// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/collect/collector.hpp>

#include <algorithm>
#include <iterator>
#include <optional>
#include <set>
#include <utility>

#include <flock/base/file.hpp>
#include <flock/collect/agent_records.hpp>
#include <flock/collect/apply_pending.hpp>
#include <flock/collect/baseline.hpp>
#include <flock/collect/pending.hpp>
#include <flock/collect/pending_rows.hpp>
#include <flock/collect/result_record.hpp>
#include <flock/collect/twig_rows.hpp>
#include <flock/ledger/dead_letter.hpp>
#include <flock/ledger/cursor.hpp>

namespace flk {
namespace {

constexpr char kSource[] = "engine";
constexpr Milliseconds kDay{86400000};
// Of a run for another one's queries.
constexpr Milliseconds kRunPatience{60000};

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
  explicit Run(const CollectSetup& setup)
      : setup_(setup),
        state_(setup.ledger.state()),
        origin_{setup.ledger.id(), setup.host_identifier, setup.clock.now()} {}

  void run(bool all_now) {
    records_ = outstanding_agent_records(origin_, state_, setup_.consent,
                                         dead_letter_path(setup_.state_dir));
    if (!resume()) start(all_now);
  }

  const std::vector<std::string>& records() const { return records_; }
  const CollectReport& report() const { return report_; }

 private:
  // Gives out what is left of an earlier run; false where there is none.
  bool resume() {
    const auto path = pending_path(setup_.state_dir);
    const auto pending = Pending::load(path);
    if (!pending) return false;
    if (pending->ledger() == setup_.ledger.id()) {
      if (pending->last_position() <= state_.cursor(kSource)) {
        apply_pending(*pending, setup_.state_dir);
      } else if (pending->host_identifier() == setup_.host_identifier) {
        give_out_rest(*pending);
        return true;
      } else {
        give_up(*pending);
        return false;
      }
    }
    remove_file(path);
    return false;
  }

  // No gateway takes rows for a name that the laptop had before: their twigs
  // begin anew, behind them, in a run whose rows replace them.
  void give_up(const Pending& pending) {
    std::set<std::string> twigs;
    pending.for_each([&](std::uint64_t, const Record& record) {
      // The flock_run names all, those too whose rows were taken back here
      // after some had left.
      const auto rows = record.find("rows");
      if (!is_agent_record(record) || !rows) return;
      for (const auto member : rows->members()) {
        twigs.insert(member.key.decoded());
      }
    });
    position_ = pending.last_position();
    for (const auto& twig : twigs) {
      begin_epoch(setup_.state_dir, twig, position_);
    }
  }

  void give_out_rest(const Pending& pending) {
    report_.resumed = true;
    const auto after = state_.cursor(kSource);
    std::set<std::string> out_of_force;
    pending.for_each([&](std::uint64_t position, const Record& record) {
      if (position <= after) return;
      if (is_agent_record(record) || in_force(record)) {
        records_.emplace_back(record.bytes());
      } else {
        out_of_force.insert(record.text("name"));
      }
    });
    std::set<std::string> denied;
    for (const auto& twig : out_of_force) {
      begin_epoch(setup_.state_dir, twig, pending.last_position());
      if (setup_.consent.denied(twig)) denied.insert(twig);
    }
    // Of a no that was cut off, or came while the queries ran.
    if (!denied.empty()) remove_pending_rows(setup_.state_dir, denied);
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
    position_ = std::max(position_, state_.cursor(kSource));
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
    std::move(lines_.begin(), lines_.end(), std::back_inserter(records_));
  }

  bool is_due(const Twig& twig, const Consent& consent,
              const Baseline& base) const {
    // A new yes, ledger, or registration: whatever ran before is not for it. A
    // last run in the future: the clock was set back.
    return base.origin.consent_line != consent.line ||
           base.origin.ledger != setup_.ledger.id() ||
           base.origin.user != setup_.host_identifier ||
           base.origin.gateway != setup_.gateway ||
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
        setup_.ledger.id(),     setup_.policy.rules_hash(twig.id, setup_.keys),
        setup_.engine.name(),   consent.line,
        setup_.host_identifier, setup_.gateway};
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
  LedgerState state_;
  RecordOrigin origin_;
  CollectReport report_;
  std::uint64_t position_ = 0;
  std::vector<std::string> lines_;    // of a new run
  std::vector<std::string> records_;  // to be given out
};

}  // namespace

CollectReport Collector::run(bool all_now, RecordWriter& out) {
  auto lock = std::optional{
      lock_collect(setup_.state_dir, setup_.clock, kRunPatience,
                   "nothing is lost: run it again once that one has ended")};
  Run run{setup_};
  run.run(all_now);
  // Whoever reads may take its time: of what another run gives out meanwhile,
  // the same rows, the ledger takes each once.
  lock.reset();
  for (const auto& record : run.records()) out.write(record);
  out.flush();
  return run.report();
}

Consent consent_of(const CollectSetup& setup, const Twig& twig) {
  if (!twig.runs_on(setup.platform)) return {};
  return setup.consent.of(twig.id, terms_of(setup, twig));
}

}  // namespace flk
