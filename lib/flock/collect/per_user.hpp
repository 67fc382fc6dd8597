// SPDX-License-Identifier: GPL-3.0-or-later
// Twigs whose rows belong to accounts: whose rows this run may give out. A
// person's own; run as root, of other accounts those whose owner has said yes
// herself, in her own consent.jsonl.

#pragma once

#include <sys/types.h>

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include <flock/policy/consent.hpp>

namespace flk {

class PerUserConsent {
 public:
  // The home folder of an account; nullopt where there is no such account.
  using HomeOf = std::function<std::optional<std::string>(uid_t)>;

  PerUserConsent(uid_t own_uid, HomeOf home_of)
      : own_uid_(own_uid), home_of_(std::move(home_of)) {}
  // The account that runs this process, and the system's accounts.
  static PerUserConsent of_this_process();

  // Whether rows of the account `uid` (as a column has it) may be given out
  // under `terms`. What is no uid is nobody's.
  bool covers(std::string_view uid, std::string_view twig,
              const Terms& terms) const;

 private:
  const ConsentLog& consent_of(uid_t uid) const;

  uid_t own_uid_;
  HomeOf home_of_;
  mutable std::map<uid_t, ConsentLog> logs_;
};

}  // namespace flk
