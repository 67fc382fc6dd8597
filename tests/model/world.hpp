// SPDX-License-Identifier: GPL-3.0-or-later
// One laptop and one gateway for the model test: the real collector, redactor,
// signer, ledger and delivery over a simulated machine and a simulated store.

#pragma once

#include <functional>
#include <map>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <flock/collect/collector.hpp>
#include <flock/collect/pending_rows.hpp>
#include <flock/send/deliver.hpp>

#include "support/fake_clock.hpp"
#include "support/seeded_random.hpp"
#include "support/temp_dir.hpp"

namespace flk {

// Rows that the machine has, by twig; SQL is the twig's id.
class SimulatedMachine : public QueryEngine {
 public:
  const std::string& name() const override { return name_; }
  QueryResult query(const std::string& sql) override;

  std::map<std::string, std::multiset<std::string>> rows;

 private:
  std::string name_ = "simulated";
};

// Stores by identity; loses answers, refuses and is away as it is told.
class SimulatedStore : public Destination {
 public:
  enum class Mood { well, away, loses_answers, stores_a_part };

  SubmitResult submit(const IdempotencyKey& key,
                      const std::vector<std::string>& lines,
                      Milliseconds patience) override;

  std::function<void(const std::vector<std::string>& lines)> when_asked;

  // It takes records by this name alone.
  std::string user = "ann";

  Mood mood = Mood::well;
  std::size_t part = 0;                        // for stores_a_part
  std::map<std::string, std::string> records;  // by identity
};

// In the value of a row that the store refuses for good.
inline constexpr char kPoison[] = "poison";

class World {
 public:
  explicit World(unsigned seed);

  // What people, cron and fate do. Each may die (Killed) at any moment.
  void run_pipeline(bool all_now, std::size_t max_lines);
  void run_two_at_once();
  void deliver_outbox();
  void withdraw_some();
  void deny(const std::string& twig);
  void allow(const std::string& twig);
  void change_rows();
  void change_policy();
  void back_up();
  void restore();
  // By another name, where nothing waits under the one there is.
  void register_anew();
  // As flock-send status proposes.
  void remove_letters();

  // The end: nothing fails any more, everything is allowed and delivered.
  void settle();

  std::uint32_t draw(std::uint32_t bound) {
    return static_cast<std::uint32_t>(random_() % bound);
  }
  const std::string& any_twig();

  SimulatedMachine machine;
  SimulatedStore store;
  FakeClock clock;
  std::uint64_t max_outbox_bytes = 256 << 20;
  bool signs = true;
  bool withdrew = false;
  bool restored = false;
  std::set<std::string> users{"ann"};  // all there were

  // The rows of `twig` as the policy in force would let them through.
  std::multiset<std::string> expected_rows(const std::string& twig) const;
  // What of the ledger is neither in the store nor a dead letter.
  std::vector<std::string> unaccounted();
  // How many of the ledger's records the store has, and how many the ledger
  // says that it has.
  std::pair<std::uint64_t, std::uint64_t> stored_and_said();
  const PublicKey& public_key() const { return signer_.public_key(); }

 private:
  Ledger open_ledger();
  std::string config(const std::string& name) const {
    return dir_ / ("config/" + name);
  }
  std::string state_dir() const { return dir_ / "state"; }
  std::string dead_letters() const {
    return state_dir() + "/dead-letter.jsonl";
  }
  const Policy& policy() const { return policies_[policy_]; }
  bool has(const std::string& ledger, std::uint64_t n,
           std::string_view line) const;

  std::vector<std::string> collect(const Ledger& ledger, bool all_now);
  std::vector<std::string> redact_and_sign(
      const Ledger& ledger, const std::vector<std::string>& lines);
  void append(const Ledger& ledger, const std::vector<std::string>& lines);
  void deliver_from(const Ledger& ledger);
  void say_no(const std::string& twig);
  void take_back(const std::string& twig);
  void require_consent(const std::vector<std::string>& lines) const;

  TempDir dir_;
  std::mt19937 random_;
  SeededRandom ids_;
  Catalogue catalogue_;
  std::vector<Policy> policies_;  // from lax to strict
  std::size_t policy_ = 0;
  PolicyKeys keys_;
  Signer signer_;
  std::set<std::string> removed_letters_;
};

}  // namespace flk
