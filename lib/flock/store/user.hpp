// SPDX-License-Identifier: GPL-3.0-or-later
// Users, their keys and invites, as stores keep them. Tokens and codes are
// here as hash_token() of them only.

#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <flock/base/clock.hpp>

namespace flk {

struct User {
  std::string name;          // is_user_name()
  std::string display_name;  // may be empty
  std::string token_hash;
  std::string invite_hash;  // of the invite that it was registered with
  Milliseconds created{};
};

// What is stored of a user's records.
struct UserActivity {
  std::uint64_t records = 0;
  std::optional<Milliseconds> last_seen;  // the newest record's own time
  std::string os_version;  // name and version, of the newest os_version record
};

// A public key (minisign's line) that a user has or had; kept for ever, since
// what it signed is.
struct UserKey {
  std::string user;
  std::string public_key;
  Milliseconds since{};
  std::optional<Milliseconds> until;
};

struct Invite {
  std::string code_hash;
  std::string display_name;   // for the user, where the agent gives none
  std::string reserved_user;  // the one name that it is for; empty: any
  int uses_left = 1;
  Milliseconds created{};
  Milliseconds expires{};

  bool is_good_for(const std::string& user, Milliseconds now) const {
    return uses_left > 0 && now < expires &&
           (reserved_user.empty() || reserved_user == user);
  }
};

struct Registration {
  std::string name;
  std::string display_name;
  std::string token_hash;
  std::string invite_hash;   // empty: none was given
  std::string public_key;    // likewise
  bool needs_invite = true;  // an invite, or one that reserves the name
  Milliseconds now{};
};

enum class RegisterOutcome {
  registered,
  repeated,        // the same name, invite and token before: nothing changed
  exists,          // somebody else has the name
  invite_missing,  // it needs one, and none reserves the name
  invite_invalid,  // unknown, used up, expired, or for another name
};

struct RegisterResult {
  RegisterOutcome outcome;
  User user;  // as it is stored, where there is one of the name
};

enum class ImportOutcome {
  imported,
  exists,   // somebody has the name
  deleted,  // somebody had it
};

enum class KeyOutcome {
  added,
  unchanged,     // the user has this very key
  other_key,     // the user has another one
  no_such_user,  // of that name and token
};

}  // namespace flk
