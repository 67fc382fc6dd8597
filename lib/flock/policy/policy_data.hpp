// SPDX-License-Identifier: GPL-3.0-or-later
// What a Policy holds, for policy.cpp and policy_parse.cpp.

#pragma once

#include <flock/policy/policy.hpp>

namespace flk {

struct Policy::Data {
  std::string id;
  std::vector<std::string> members;
  std::vector<Twig> twigs;  // by name
  bool needs_pseudonym_key = false;
};

}  // namespace flk
