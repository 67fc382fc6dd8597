// SPDX-License-Identifier: GPL-3.0-or-later
// What a registration comes to, whatever the store. A name that a good invite
// reserves is given by that alone; for others it exists, without a user.

#pragma once

#include <optional>

#include <flock/store/user.hpp>

namespace flk {

// Whether it is the one that made `existing`: after a lost answer.
bool is_repeated(const Registration& registration, const User& existing);

// Whether it may have the name of a user who is there: only by the code of an
// invite for that very name.
bool takes_over(const Registration& registration,
                const std::optional<Invite>& invite);

// The user that it makes.
User user_of(const Registration& registration,
             const std::optional<Invite>& invite);

}  // namespace flk
