// SPDX-License-Identifier: GPL-3.0-or-later

#include "model/world.hpp"

#include <fcntl.h>

#include <algorithm>
#include <filesystem>

#include <flock/base/file.hpp>
#include <flock/ledger/segments.hpp>
#include <flock/ledger/withdraw.hpp>
#include <flock/policy/consent_watch.hpp>
#include <flock/policy/redactor.hpp>
#include <flock/send/ledger_writer.hpp>

#include "model/fault.hpp"
#include "support/records.hpp"

namespace flk {
namespace {

const std::vector<std::string> kTwigs = {"a", "b", "c"};

Catalogue three_twigs() {
  Catalogue catalogue;
  std::string pack = R"({"platform":"linux","queries":{)";
  for (const auto& twig : kTwigs) {
    if (twig != "a") pack += ',';
    pack += '"' + twig + R"(":{"query":")" + twig +
            R"(","interval":3600,"description":"d","value":"v"})";
  }
  catalogue.add_pack(pack + "}}", "three twigs");
  return catalogue;
}

Policy policy_with(const std::string& action) {
  std::string text = R"({"members":["name","calendarTime","unixTime","epoch",)"
                     R"("counter","numerics","action"],"twigs":{)";
  for (const auto& twig : kTwigs) {
    if (twig != "a") text += ',';
    text += '"' + twig + R"(":{"columns":{"v":)" + action + "}}";
  }
  return Policy::parse(text + "}}", "test policy");
}

}  // namespace

QueryResult SimulatedMachine::query(const std::string& sql) {
  QueryResult result;
  result.columns = {"v"};
  for (const auto& value : rows[sql]) result.rows.push_back({value});
  return result;
}

SubmitResult SimulatedStore::submit(const IdempotencyKey& key,
                                    const std::vector<std::string>& lines,
                                    Milliseconds) {
  Fault::check();
  if (when_asked) when_asked(lines);
  if (mood == Mood::away) {
    return {SubmitOutcome::try_again, {}, "away", {}};
  }
  SubmitResult result{SubmitOutcome::answered, {}, {}, {}};
  const RecordIdentity identity{user, key.ledger};
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (mood == Mood::stores_a_part && i >= part) break;
    if (lines[i].find(kPoison) != std::string::npos) {
      result.rejected.push_back({i, "poison"});
    } else if (ParsedRecord { lines[i] } -> text("hostIdentifier") != user) {
      result.rejected.push_back({i, "another's"});
    } else {
      records.emplace(identity.of(key.first + i, lines[i]), lines[i]);
    }
  }
  if (mood != Mood::well) return {SubmitOutcome::try_again, {}, "lost", {}};
  return result;
}

World::World(unsigned seed)
    : random_(seed),
      ids_(seed + 1),
      catalogue_(three_twigs()),
      policies_{policy_with("\"keep\""),
                policy_with(R"({"action":"truncate","characters":10})")},
      signer_(SigningKey::generate(ids_)) {
  std::filesystem::create_directory(dir_ / "config");
  std::filesystem::create_directory(state_dir());
  store.when_asked = [this](const std::vector<std::string>& lines) {
    require_consent(lines);
    // A no while the request is under way; the rest of deny waits for it.
    if (draw(20) == 0) say_no(any_twig());
  };
  // A row that never goes makes each epoch visible in the store.
  for (const auto& twig : kTwigs) machine.rows[twig] = {"always-" + twig};
}

Ledger World::open_ledger() {
  return Ledger::open_or_create({state_dir(), "machine"}, clock, ids_);
}

const std::string& World::any_twig() { return kTwigs[draw(3)]; }

std::vector<std::string> World::collect(const Ledger& ledger, bool all_now) {
  const auto consent = ConsentLog::load(config("consent.jsonl"));
  const PerUserConsent per_user{1000, [](uid_t) { return std::nullopt; }};
  const CollectSetup setup{catalogue_,  policy(),   keys_,     consent,
                           ledger,      machine,    clock,     "linux",
                           state_dir(), store.user, "gateway", per_user};
  const auto path = dir_ / "out";
  const Fd fd{::open(path.c_str(), O_CREAT | O_TRUNC | O_WRONLY, 0600)};
  RecordWriter out{fd.get(), "out"};
  try {
    Collector{setup}.run(all_now, out);
  } catch (const Killed&) {
    if (draw(2) == 0) throw;
    // It alone was killed: what it had printed goes its way.
    Fault::reboot(false);
  }
  std::vector<std::string> lines;
  std::istringstream text{contents(path)};
  for (std::string line; std::getline(text, line) && !text.eof();) {
    lines.push_back(line);
  }
  return lines;
}

std::vector<std::string> World::redact_and_sign(
    const Ledger& ledger, const std::vector<std::string>& lines) {
  Redactor redactor{policy(), keys_};
  auto position = ledger.state().chain;
  std::vector<std::string> out;
  for (const auto& line : lines) {
    const ParsedRecord record{line};
    std::string redacted;
    const auto outcome = redactor.redact(*record, redacted);
    EXPECT_EQ(outcome, RedactOutcome::passed) << redactor.reason() << line;
    if (outcome != RedactOutcome::passed) continue;
    const ParsedRecord to_sign{redacted};
    out.push_back(signs ? signer_.sign(*to_sign, position) : redacted);
  }
  return out;
}

void World::append(const Ledger& ledger,
                   const std::vector<std::string>& lines) {
  LedgerWriter writer{ledger, config("consent.jsonl"), max_outbox_bytes, clock};
  for (const auto& line : lines) {
    const ParsedRecord record{line};
    require_policy(*record);
    if (!explain(writer.add(*record)).empty()) break;
    if (draw(8) == 0) writer.commit();
  }
  writer.commit();
}

void World::deliver_from(const Ledger& ledger) {
  DeliveryOptions options;
  options.max_records = 1 + draw(5);
  options.backoff.deadline = Seconds{draw(3)};
  options.dead_letter_path = dead_letters();
  ConsentWatch consent{config("consent.jsonl")};
  options.allowed = [&](std::string_view twig) {
    return consent.allowed(twig);
  };
  deliver(ledger, store, options, clock, ids_);
}

void World::run_pipeline(bool all_now, std::size_t max_lines) {
  const auto ledger = open_ledger();
  auto lines = collect(ledger, all_now);
  if (lines.size() > max_lines) lines.resize(max_lines);
  append(ledger, redact_and_sign(ledger, lines));
  deliver_from(ledger);
}

void World::run_two_at_once() {
  const auto ledger = open_ledger();
  const auto first = redact_and_sign(ledger, collect(ledger, true));
  change_rows();
  const auto second = redact_and_sign(ledger, collect(ledger, true));
  append(ledger, draw(2) == 0 ? first : second);
  append(ledger, draw(2) == 0 ? first : second);
  deliver_from(ledger);
}

void World::deliver_outbox() { deliver_from(open_ledger()); }

void World::withdraw_some() {
  const auto ledger = open_ledger();
  withdrew = true;
  withdraw(ledger, &signer_, clock,
           [&](std::uint64_t, const Record&) { return draw(4) == 0; });
}

// Nothing of a twig that is denied is in a request that begins after it.
void World::require_consent(const std::vector<std::string>& lines) const {
  const auto consent = ConsentLog::load(config("consent.jsonl"));
  for (const auto& line : lines) {
    const ParsedRecord record{line};
    EXPECT_TRUE(is_agent_record(*record) ||
                consent.allowed(record->text("name")))
        << "sent after the no: " << line;
  }
}

void World::say_no(const std::string& twig) {
  append_decision(config("consent.jsonl"),
                  {clock.now(), twig, false, {}, 0, {}, false});
}

std::vector<std::string> World::unaccounted() {
  std::vector<std::string> lost;
  const auto ledger = open_ledger();
  const auto state = ledger.state();
  std::set<std::string> letters;
  std::istringstream text{file_exists(dead_letters()) ? contents(dead_letters())
                                                      : std::string()};
  RecordParser parser;
  for (std::string line; std::getline(text, line);) {
    // A kill may have torn a letter, which then comes again, whole.
    const auto letter = parser.parse(line);
    if (letter) letters.insert(without_error(*letter));
  }
  letters.insert(removed_letters_.begin(), removed_letters_.end());
  Segments{ledger.directory()}.read(
      1, [&](std::uint64_t n, std::string_view line) {
        const bool arrived =
            n <= state.acknowledged &&
            (has(ledger.id(), n, line) || letters.contains(std::string(line)));
        if (!arrived) lost.emplace_back(line);
        return true;
      });
  return lost;
}

bool World::has(const std::string& ledger, std::uint64_t n,
                std::string_view line) const {
  return std::any_of(users.begin(), users.end(), [&](const auto& user) {
    return store.records.contains(RecordIdentity{user, ledger}.of(n, line));
  });
}

std::pair<std::uint64_t, std::uint64_t> World::stored_and_said() {
  const auto ledger = open_ledger();
  const auto state = ledger.state();
  std::uint64_t stored = 0;
  Segments{ledger.directory()}.read(
      1, [&](std::uint64_t n, std::string_view line) {
        if (has(ledger.id(), n, line)) ++stored;
        return true;
      });
  return {stored, state.acknowledged - state.refused};
}

void World::register_anew() {
  const auto ledger = open_ledger();
  const bool waits = any_waits(ledger, [](std::uint64_t, const Record& record) {
    return record.text("type") != "flock_loss";
  });
  if (waits) return;
  store.user = "ann-" + std::to_string(users.size());
  users.insert(store.user);
}

void World::remove_letters() {
  if (!file_exists(dead_letters())) return;
  std::istringstream text{contents(dead_letters())};
  for (std::string line; std::getline(text, line);) {
    RecordParser parser;
    const auto record = parser.parse(line);
    if (record) removed_letters_.insert(without_error(*record));
  }
  remove_file(dead_letters());
}

void World::deny(const std::string& twig) {
  {
    const auto ledger = open_ledger();
    const auto lock = ledger.lock_append();
    say_no(twig);
  }
  take_back(twig);
}

void World::take_back(const std::string& twig) {
  const auto ledger = open_ledger();
  withdraw(ledger, &signer_, clock, [&](std::uint64_t, const Record& record) {
    return record.text("name") == twig;
  });
  forget_pending(state_dir(), twig, clock);
}

void World::allow(const std::string& twig) {
  const auto ledger = open_ledger();
  const auto* asked = catalogue_.find(twig);
  const auto terms = Terms::of(*asked, policy().rules_of(twig, keys_));
  const auto consent = ConsentLog::load(config("consent.jsonl"));
  if (consent.of(twig, terms).state == ConsentState::enabled) return;
  if (consent.denied(twig)) take_back(twig);  // where that was cut off
  const auto lock = ledger.lock_append();
  append_decision(config("consent.jsonl"),
                  {clock.now(), twig, true, terms, 0, {}, false});
}

void World::change_rows() {
  auto& rows = machine.rows[any_twig()];
  if (rows.size() > 1 && draw(2) == 0) {
    auto row = rows.begin();
    std::advance(row, draw(static_cast<std::uint32_t>(rows.size())));
    if (!row->starts_with("always-")) rows.erase(row);
  } else {
    rows.insert("value-" + std::to_string(draw(5)) + "-and-more");
  }
}

void World::change_policy() { policy_ = 1 - policy_; }

void World::back_up() {
  std::filesystem::remove_all(dir_ / "backup");
  std::filesystem::copy(state_dir(), dir_ / "backup",
                        std::filesystem::copy_options::recursive);
}

void World::restore() {
  if (!std::filesystem::exists(dir_ / "backup")) return;
  restored = true;
  std::filesystem::remove_all(state_dir());
  std::filesystem::copy(dir_ / "backup", state_dir(),
                        std::filesystem::copy_options::recursive);
}

void World::settle() {
  store.mood = SimulatedStore::Mood::well;
  store.when_asked = [this](const std::vector<std::string>& lines) {
    require_consent(lines);
  };
  max_outbox_bytes = 256 << 20;
  for (const auto& twig : kTwigs) allow(twig);
  for (int i = 0; i < 6; ++i) {
    clock.advance(std::chrono::hours{2});
    run_pipeline(true, 1000000);
  }
}

std::multiset<std::string> World::expected_rows(const std::string& twig) const {
  std::multiset<std::string> rows;
  for (const auto& value : machine.rows.at(twig)) {
    if (value.find(kPoison) != std::string::npos) continue;
    rows.insert(policy_ == 0 ? value : value.substr(0, 10));
  }
  return rows;
}

}  // namespace flk
