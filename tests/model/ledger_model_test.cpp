// SPDX-License-Identifier: GPL-3.0-or-later
// Random histories of a laptop, with death at any moment; at the end of each:
// nothing is lost, nothing is there twice, and what a restored backup did is
// named. FLOCK_HISTORIES: how many (default 2000).

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include <flock/ledger/cursor.hpp>
#include <flock/signature/verifier.hpp>

#include "model/fault.hpp"
#include "model/world.hpp"
#include "support/records.hpp"

namespace flk {
namespace {

unsigned histories() {
  const char* text = std::getenv("FLOCK_HISTORIES");
  return text == nullptr ? 2000 : static_cast<unsigned>(std::atoi(text));
}

void one_step(World& world, unsigned kind) {
  using Mood = SimulatedStore::Mood;
  const auto draw = world.draw(100);
  world.clock.advance(std::chrono::minutes{world.draw(120)});
  world.store.mood =
      static_cast<Mood>(std::max(0, static_cast<int>(world.draw(8)) - 4));
  world.store.part = world.draw(4);
  if (draw < 30) return world.change_rows();
  if (draw < 60) return world.run_pipeline(world.draw(2) == 0, 1000000);
  if (draw < 68) return world.run_pipeline(true, world.draw(6));
  if (draw < 72) return world.run_two_at_once();
  if (draw < 78) return world.deliver_outbox();
  if (draw < 82) return world.deny(world.any_twig());
  if (draw < 90) return world.allow(world.any_twig());
  if (draw < 94) return world.change_policy();
  // What costs rows for good, or forks, is in some histories only; in some
  // both.
  const bool both = kind % 7 == 6 && world.draw(2) == 0;
  const auto third = both ? 3 - kind % 3 : kind % 3;
  if (draw < 96 && third == 1) return world.withdraw_some();
  if (third == 1 && world.draw(2) == 0) return world.remove_letters();
  if (third == 1) {
    world.machine.rows[world.any_twig()].insert(kPoison);
    return;
  }
  if (draw < 98 && third == 2) return world.back_up();
  if (third == 2) return world.restore();
  if (draw < 98) return world.register_anew();
  world.clock.advance(-std::chrono::hours{1});
}

void live(World& world, unsigned kind) {
  if (kind % 4 == 3) world.max_outbox_bytes = 4000;
  // Without flock-sign no chain shows what came twice; cursors must do.
  world.signs = kind % 5 != 0;
  for (int step = 0; step < 25; ++step) {
    const bool dies = world.draw(3) == 0;
    // Early and late alike: a call among the first 2, 4, 8... 128.
    if (dies) {
      Fault::arm(1 + world.draw(2u << world.draw(7)), world.draw(1000000));
    }
    try {
      one_step(world, kind);
      Fault::disarm();
    } catch (const Killed&) {
      Fault::reboot(world.draw(2) == 0);
    }
  }
  Fault::reboot(false);
  if (world.machine.rows.size() > 3) ADD_FAILURE() << "an unknown twig";
  world.settle();
}

// The store's records in the order of the chain, unsigned ones in that of
// their source.
std::vector<std::string> in_order(const SimulatedStore& store) {
  std::map<std::tuple<std::string, std::int64_t, std::string>, std::string>
      sorted;
  for (const auto& [id, line] : store.records) {
    const ParsedRecord record{line};
    const auto seq = record->find_flock("seq");
    const auto cursor = Cursor::parse(record->flock_text("cursor"));
    const auto place =
        seq ? seq->integer().value_or(0)
            : static_cast<std::int64_t>(cursor ? cursor->position : 0);
    sorted[{record->flock_text("stream"), place, id}] = line;
  }
  std::vector<std::string> lines;
  for (auto& [key, line] : sorted) lines.push_back(line);
  return lines;
}

struct Proof {
  bool passed = false;
  std::set<VerifyFindingKind> findings;
  std::string text;
};

Proof prove(World& world, const std::vector<std::string>& lines) {
  Proof proof;
  TrustedKeys trusted;
  // For whatever name: the stream goes on under another.
  trusted.add(world.public_key().file(), "trusted");
  VerifyRules rules;
  rules.chain.from_start = true;
  Verifier verifier{std::move(trusted), rules,
                    [&](const VerifyFinding& finding) {
                      if (!finding.is_failure()) return;
                      proof.findings.insert(finding.kind);
                      proof.text += finding.message() + "\n";
                    }};
  for (const auto& line : lines) verifier.take(*ParsedRecord{line});
  verifier.finish();
  proof.passed = verifier.passed();
  return proof;
}

// Each row of a source is stored once; a loss may stand beside what was
// withdrawn after its answer was lost.
void expect_nothing_twice(const std::vector<std::string>& lines) {
  std::set<std::string> cursors;
  for (const auto& line : lines) {
    const ParsedRecord record{line};
    if (record->text("reason") == "withdrawn") continue;
    EXPECT_TRUE(cursors.insert(record->flock_text("cursor")).second)
        << "twice: " << line;
  }
}

// Replayed, the last epoch of each twig gives what the machine has, but for
// what is refused each time; all of it under the name that the laptop has.
void expect_nothing_lost(const World& world,
                         const std::vector<std::string>& lines) {
  std::map<std::string, std::pair<std::int64_t, std::multiset<std::string>>>
      twigs;
  std::map<std::string, std::string> names;  // of whom its rows are
  for (const auto& line : lines) {
    const ParsedRecord record{line};
    if (is_agent_record(*record)) continue;
    auto& [epoch, rows] = twigs[record->text("name")];
    const auto its_epoch = record->find("epoch")->integer().value_or(-1);
    if (its_epoch > epoch) {
      epoch = its_epoch;
      rows.clear();
    }
    if (its_epoch < epoch) continue;
    names[record->text("name")] = record->text("hostIdentifier");
    const auto value = record->find("columns")->find("v")->decoded();
    if (record->text("action") == "added") {
      rows.insert(value);
    } else {
      ASSERT_TRUE(rows.contains(value)) << "removed, but never added: " << line;
      rows.erase(rows.find(value));
    }
  }
  for (const auto& [twig, machine_rows] : world.machine.rows) {
    EXPECT_EQ(twigs[twig].second, world.expected_rows(twig)) << twig;
    EXPECT_EQ(names[twig], world.store.user) << twig;
  }
}

TEST(LedgerModel, LosesNothingAndRepeatsNothing) {
  unsigned forks = 0;
  unsigned withdrawals = 0;
  unsigned registrations = 0;
  for (unsigned seed = 1; seed <= histories(); ++seed) {
    SCOPED_TRACE("history " + std::to_string(seed));
    World world{seed};
    live(world, seed);
    EXPECT_THAT(world.unaccounted(), testing::IsEmpty());
    const auto lines = in_order(world.store);
    const auto proof = world.signs ? prove(world, lines) : Proof{true, {}, {}};
    if (world.restored) {
      // A backup that came back forks the chain, and that has its name.
      if (!proof.passed) {
        ++forks;
        EXPECT_TRUE(proof.findings.contains(VerifyFindingKind::forked) ||
                    proof.findings.contains(VerifyFindingKind::broken_chain))
            << proof.text;
      }
    } else {
      EXPECT_TRUE(proof.passed) << proof.text;
      expect_nothing_twice(lines);
      if (!world.withdrew) expect_nothing_lost(world, lines);
      const auto [stored, said] = world.stored_and_said();
      EXPECT_EQ(said, stored);
      registrations += world.users.size() > 1 ? 1 : 0;
      withdrawals += world.withdrew ? 1 : 0;
    }
    if (HasFailure()) break;
  }
  EXPECT_GT(forks, 0u) << "no history tried what it should";
  EXPECT_GT(withdrawals, 0u) << "no history tried what it should";
  EXPECT_GT(registrations, 0u) << "no history tried what it should";
}

}  // namespace
}  // namespace flk
