// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/signature/standing.hpp>

#include <algorithm>

#include <flock/base/error.hpp>

namespace flk {
namespace {

// What ends by time ends by the later of the two: a record that is dated back
// still arrived after the end.
std::optional<Milliseconds> later_time(const Claim& claim) {
  if (!claim.time || !claim.ingested) {
    return claim.time ? claim.time : claim.ingested;
  }
  return std::max(*claim.time, *claim.ingested);
}

bool names_another(const std::optional<std::string>& name,
                   const std::string& user) {
  return name && !user.empty() && *name != user;
}

std::string wrong_name(const Claim& claim, const std::string& user) {
  if (claim.username_is_gone && !user.empty()) return "no username";
  if (names_another(claim.username, user)) {
    return "username " + quoted(*claim.username);
  }
  if (names_another(claim.host_identifier, user)) {
    return "hostIdentifier " + quoted(*claim.host_identifier);
  }
  return {};
}

}  // namespace

Standing standing_of(const Claim& claim, const TrustedKeys::Key& key) {
  const auto time = later_time(claim);
  const Grant* best = nullptr;
  int best_rank = -1;
  for (const auto& grant : key.grants) {
    const bool fits = !names_another(claim.username, grant.user) &&
                      !names_another(claim.host_identifier, grant.user);
    const bool holds = grant.holds(*claim.stream, claim.seq, time);
    const int rank = (fits ? 2 : 0) + (holds ? 1 : 0);
    if (rank > best_rank) {
      best = &grant;
      best_rank = rank;
    }
  }
  return {*best, best->holds(*claim.stream, claim.seq, time),
          wrong_name(claim, best->user)};
}

}  // namespace flk
