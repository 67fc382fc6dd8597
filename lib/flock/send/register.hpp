// SPDX-License-Identifier: GPL-3.0-or-later
// Connects this laptop to a gateway by an invite; flock-send(1), REGISTERING.

#pragma once

#include <string>

#include <flock/auth/invite.hpp>
#include <flock/auth/registration.hpp>
#include <flock/base/random.hpp>

namespace flk {

struct RegisterRequest {
  InviteLine invite;
  std::string user;        // empty: a random one
  std::string name;        // what administrators see; may be empty
  std::string public_key;  // minisign's line
  std::string user_agent;
};

// Trusts only the CA that the invite names (the system's where it names none):
// the CA is taken from the handshake, compared, and saved; the code, the token
// and the key go out over a second connection that it verifies. The token is
// in its file before it is sent, so that a repeat after a lost answer says the
// same again. Throws Error: try_again where the gateway cannot be reached,
// refused where it says no.
LaptopRegistration register_laptop(const std::string& config_dir,
                                   const RegisterRequest& request,
                                   Random& random);

}  // namespace flk
