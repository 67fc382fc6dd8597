// SPDX-License-Identifier: GPL-3.0-or-later
// What a verifier must prove of a stored record, taken out of it by another
// parser than the one under test; equal trees are equal in canonical form.

#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>

namespace flk {

// What flock-sign(1) lists as covered by no signature, and compared with
// nothing.
inline constexpr const char* kFreeMembers[] = {"user_name", "event.ingested"};
inline constexpr const char* kFreeFlockMembers[] = {"id", "index", "error"};

// The record without these. All else is proved: signed, or, of username,
// @timestamp and the signature itself, compared.
inline nlohmann::json proved_parts(const std::string& line) {
  auto tree = nlohmann::json::parse(line);
  for (const auto* key : kFreeMembers) tree.erase(key);
  for (const auto* key : kFreeFlockMembers) tree["flock"].erase(key);
  return tree;
}

// How many bits of the line are in the values of these.
inline std::size_t free_bits(const std::string& line) {
  const auto tree = nlohmann::json::parse(line);
  std::size_t bytes = 0;
  for (const auto* key : kFreeMembers) {
    if (tree.contains(key)) bytes += tree[key].dump().size();
  }
  for (const auto* key : kFreeFlockMembers) {
    const auto& flock = tree["flock"];
    if (flock.contains(key)) bytes += flock[key].dump().size();
  }
  return 8 * bytes;
}

}  // namespace flk
