// SPDX-License-Identifier: GPL-3.0-or-later
// What all of flock-collect's verbs look at: the catalogue, the policy, the
// person's decisions.

#pragma once

#include <string>
#include <vector>

#include <flock/policy/catalogue.hpp>
#include <flock/policy/consent.hpp>
#include <flock/policy/policy.hpp>
#include <flock/policy/policy_keys.hpp>

#include "flock-collect/options.hpp"

namespace flk {

struct CollectContext {
  explicit CollectContext(const CollectOptions& options);

  Consent consent_of(const Twig& twig) const;
  Terms terms_of(const Twig& twig) const;
  // The twigs of this platform.
  std::vector<const Twig*> twigs() const;
  // The one called `id`; throws Error (config) where there is none on this
  // platform.
  const Twig& twig(const std::string& id) const;

  // For rows that are to leave: makes the pseudonym key where the policy needs
  // one and the laptop is registered, but was under a policy that needed none.
  void make_missing_key() const;

  Catalogue catalogue;
  Policy policy;
  // As they are there: consent covers the pseudonym key's kind alone, and none
  // is as good as a device's.
  PolicyKeys keys;
  std::string consent_path;
  ConsentLog consent;
  std::string platform;
};

}  // namespace flk
