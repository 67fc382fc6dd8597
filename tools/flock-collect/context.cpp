// SPDX-License-Identifier: GPL-3.0-or-later

#include "flock-collect/context.hpp"

#include <flock/auth/registration.hpp>
#include <flock/base/error.hpp>
#include <flock/cli/paths.hpp>
#include <flock/ledger/ledger.hpp>
#include <flock/collect/platform.hpp>

namespace flk {
namespace {

Catalogue whole_catalogue() {
  auto catalogue = Catalogue::built_in();
  catalogue.add_directory(config_dir() + "/catalogue.d");
  return catalogue;
}

// A policy that was named must be there; the installed one may be missing.
Policy policy_of(const CollectOptions& options) {
  if (!options.policy.empty()) return Policy::load(options.policy);
  return Policy::load_or_built_in(config_dir() + "/policy.json");
}

}  // namespace

CollectContext::CollectContext(const CollectOptions& options)
    : catalogue(whole_catalogue()),
      policy(policy_of(options)),
      keys(PolicyKeys::load(config_dir())),
      consent_path(config_dir() + "/consent.jsonl"),
      consent(ConsentLog::load(consent_path)),
      platform(kPlatform) {
  // What it says of another machine's rows would be wrong: it stops there.
  Ledger::open_if_exists(LedgerPlace::on_this_machine(state_dir()));
}

Terms CollectContext::terms_of(const Twig& twig) const {
  return Terms::of(twig, policy.rules_of(twig.id, keys));
}

Consent CollectContext::consent_of(const Twig& twig) const {
  return consent.of(twig.id, terms_of(twig));
}

std::vector<const Twig*> CollectContext::twigs() const {
  std::vector<const Twig*> found;
  for (const auto& twig : catalogue.twigs()) {
    if (twig.runs_on(platform)) found.push_back(&twig);
  }
  return found;
}

void CollectContext::make_missing_key() const {
  if (load_registration(config_dir())) {
    PolicyKeys::load_or_create(config_dir(), policy);
  }
}

const Twig& CollectContext::twig(const std::string& id) const {
  const auto* found = catalogue.find(id);
  if (found == nullptr || !found->runs_on(platform)) {
    throw Error(ErrorKind::config,
                "there is no twig " + flk::quoted(id) + " on " + platform,
                "flock-collect twigs lists them");
  }
  return *found;
}

}  // namespace flk
