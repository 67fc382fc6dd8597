// SPDX-License-Identifier: GPL-3.0-or-later
// What a twig gives right now.

#pragma once

#include <set>
#include <string>

#include <flock/collect/engine.hpp>
#include <flock/collect/per_user.hpp>
#include <flock/policy/catalogue.hpp>
#include <flock/policy/consent.hpp>

namespace flk {

struct TwigRows {
  std::multiset<std::string> rows;  // each the JSON text of `columns`
  std::string failure;              // why there are none; empty: it ran
};

// Runs the twig; rows of accounts that it may not speak of are left out.
TwigRows rows_of(QueryEngine& engine, const Twig& twig, const Terms& terms,
                 const PerUserConsent& per_user);

}  // namespace flk
