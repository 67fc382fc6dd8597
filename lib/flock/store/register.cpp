// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/store/register.hpp>

#include <flock/base/secret.hpp>

namespace flk {

bool is_repeated(const Registration& registration, const User& existing) {
  return registration.invite_hash == existing.invite_hash &&
         equal_in_constant_time(registration.token_hash, existing.token_hash);
}

bool takes_over(const Registration& registration,
                const std::optional<Invite>& invite) {
  return invite && invite->code_hash == registration.invite_hash &&
         invite->reserved_user == registration.name;
}

User user_of(const Registration& registration,
             const std::optional<Invite>& invite) {
  User user{registration.name, registration.display_name,
            registration.token_hash, registration.invite_hash,
            registration.now};
  if (user.display_name.empty() && invite) {
    user.display_name = invite->display_name;
  }
  return user;
}

}  // namespace flk
