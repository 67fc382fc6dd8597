// SPDX-License-Identifier: GPL-3.0-or-later
// A run of flock-collect: the enabled twigs that are due, and of their rows
// what the ledger does not have. See flock-ledger(5), RULES, for why nothing
// is lost and nothing comes twice whatever is killed.

#pragma once

#include <cstdint>
#include <map>
#include <string>

#include <flock/base/clock.hpp>
#include <flock/collect/engine.hpp>
#include <flock/collect/per_user.hpp>
#include <flock/ledger/ledger.hpp>
#include <flock/policy/catalogue.hpp>
#include <flock/policy/consent.hpp>
#include <flock/policy/policy.hpp>
#include <flock/record/writer.hpp>

namespace flk {

// All must outlive the Collector.
struct CollectSetup {
  const Catalogue& catalogue;
  const Policy& policy;
  const PolicyKeys& keys;
  const ConsentLog& consent;
  const Ledger& ledger;
  QueryEngine& engine;
  Clock& clock;
  std::string platform;  // "linux"
  std::string state_dir;
  std::string host_identifier;  // the registered user
  std::string gateway;          // its URL
  const PerUserConsent& per_user;
};

struct CollectReport {
  bool resumed = false;  // the rest of an earlier run was given out instead
  std::map<std::string, std::uint64_t> rows;    // by twig that ran
  std::map<std::string, std::string> failures;  // by twig, why
};

class Collector {
 public:
  explicit Collector(const CollectSetup& setup) : setup_(setup) {}

  // Runs what is due (`all_now`: every enabled twig) under the collect lock,
  // and writes the records to `out`, flushed, without it. Throws Error
  // (try_again) where another run's queries hold the lock for a minute.
  CollectReport run(bool all_now, RecordWriter& out);

 private:
  const CollectSetup& setup_;
};

// The twig under the consent of today.
Consent consent_of(const CollectSetup& setup, const Twig& twig);

}  // namespace flk
