// SPDX-License-Identifier: GPL-3.0-or-later
// A policy held against a catalogue: what it forgets, what it names in vain,
// and what is personal that it keeps in clear. flock-redact(1), check.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <flock/policy/catalogue.hpp>
#include <flock/policy/policy.hpp>

namespace flk {

struct PolicyFinding {
  std::string twig;
  std::string column;  // empty where it is about the whole twig
  std::string problem;
};

// By the catalogue's order of twigs, then those that it does not have.
std::vector<PolicyFinding> check_policy(const Policy& policy,
                                        const Catalogue& catalogue);

}  // namespace flk
