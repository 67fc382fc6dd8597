// SPDX-License-Identifier: GPL-3.0-or-later
// Users, invites and keys as flock-gateway users prints them.

#pragma once

#include <string>
#include <vector>

#include <flock/store/user.hpp>

namespace flk {

// A table: its first line, and one for each user; without control characters.
std::string user_heading();
std::string user_line(const User& user, const UserActivity& activity);
std::string user_json(const User& user, const UserActivity& activity);

// What an invite is called by: the start of its code's hash, in hex.
std::string invite_id(const Invite& invite);
std::string invite_heading();
std::string invite_line(const Invite& invite);
std::string invite_json(const Invite& invite);

// Adds a key that comes from Store::each_key(), so that each key of a user
// stands there once: flock-sign refuses a file in which one has two ends. One
// that came back has the first beginning and the last end, or none.
void add_key(std::vector<UserKey>& keys, const UserKey& key);

// USER PUBKEY [until=RFC3339], what flock-sign verify --trusted reads.
std::string key_line(const UserKey& key);
std::string key_json(const UserKey& key);

}  // namespace flk
