// SPDX-License-Identifier: GPL-3.0-or-later
// Cases that a policy is tried on, flock-policy(5), TESTS: a record, and what
// is to leave of it.

#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <flock/policy/policy.hpp>
#include <flock/record/input.hpp>

namespace flk {

struct CaseFailure {
  std::string source;
  std::uint64_t line = 0;
  std::string why;  // the case's own word
  std::string problem;
};

// The cases, one a line, that do not come out as they say. Keys are the same
// everywhere: the pseudonym key is 32 zero bytes. Throws Error (config), with
// the line, where one is no case.
std::vector<CaseFailure> failing_cases(
    const Policy& policy, std::vector<std::unique_ptr<ByteSource>> cases);

}  // namespace flk
