// SPDX-License-Identifier: GPL-3.0-or-later
// Users and keys as flock-gateway users prints them.

#pragma once

#include <string>

#include <flock/store/user.hpp>

namespace flk {

// One line: name, when it was made, display name; without control characters.
std::string user_line(const User& user);
std::string user_json(const User& user);

// USER PUBKEY [until=RFC3339], what flock-sign verify --trusted reads.
std::string key_line(const UserKey& key);
std::string key_json(const UserKey& key);

}  // namespace flk
