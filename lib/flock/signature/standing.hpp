// SPDX-License-Identifier: GPL-3.0-or-later
// In whose name a record speaks: which of its key's grants counts.

#pragma once

#include <string>

#include <flock/signature/claim.hpp>
#include <flock/signature/trusted.hpp>

namespace flk {

struct Standing {
  // The grant that fits the record best: its user and not ended, else its
  // user, else not ended.
  Grant grant;
  bool holds = false;  // it has not ended
  // "username 'bob'": the member that names another user, or is gone though a
  // gateway added it; empty: none.
  std::string wrong_name;
};

// `key` has at least one grant.
Standing standing_of(const Claim& claim, const TrustedKeys::Key& key);

}  // namespace flk
