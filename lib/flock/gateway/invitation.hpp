// SPDX-License-Identifier: GPL-3.0-or-later
// flock-gateway users invite.

#pragma once

#include <string>

#include <flock/base/clock.hpp>
#include <flock/base/random.hpp>
#include <flock/store/store.hpp>

namespace flk {

struct Invitation {
  std::string url;      // of the gateway, as laptops reach it
  std::string ca_file;  // empty: the system's CAs
  std::string display_name;
  std::string reserved_user;
  int uses = 1;
  Milliseconds lifetime = std::chrono::hours{24 * 7};
};

// Stores a new invite; the line to hand over. Throws Error (config) where the
// URL would send a token in the clear, or something else is not as it must be.
std::string invite(Store& store, const Invitation& invitation, Clock& clock,
                   Random& random);

}  // namespace flk
