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

  Catalogue catalogue;
  Policy policy;
  PolicyKeys keys;
  std::string consent_path;
  ConsentLog consent;
  std::string platform;
};

}  // namespace flk
