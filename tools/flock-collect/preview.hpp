// SPDX-License-Identifier: GPL-3.0-or-later
// What of a twig would leave this laptop right now. For the person's eyes:
// nothing is queued.

#pragma once

#include <string>
#include <vector>

#include "flock-collect/context.hpp"

namespace flk {

struct Preview {
  std::vector<std::string> records;  // redacted
  // Among them are pseudonyms, and this laptop has no key yet: they were made
  // with one of the moment.
  bool example_pseudonyms = false;
};

inline constexpr char kExamplePseudonyms[] =
    "the pseudonyms shown are examples: this laptop has no key of its own yet";

// Throws Error (try_again) where the query fails.
Preview preview_of(const CollectContext& context, const std::string& engine,
                   const Twig& twig);

}  // namespace flk
