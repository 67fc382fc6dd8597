// SPDX-License-Identifier: GPL-3.0-or-later
// The documents of index flock_users, as elastic_users.cpp and
// elastic_invites.cpp share them. Included by those that make up ElasticUsers
// alone.

#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include <flock/store/elastic_users.hpp>

namespace flk {

namespace users_detail {

using Json = nlohmann::json;

inline constexpr const char* kIndex = "/flock_users";
// Of conflicts with others. Each of them let another come through.
inline constexpr int kMaxTries = 100;

// Throw Error (try_again).
[[noreturn]] void fail(const char* doing, const HttpAnswer& answer);
Json parse(const std::string& text);

// A user's document, with what stays of the one before (or null): keys, and
// which uses of invites made the user; and the user of one.
Json json_of(const User& user, const Json& before = {});
User user_of(const Json& json);
bool is_deleted(const Json& user);
Json uses_of(const Json& user);

void end_keys(Json& user, Milliseconds now);
void add_key_to(Json& user, const std::string& public_key, Milliseconds now);

}  // namespace users_detail

struct ElasticUsers::Document {
  std::string id;
  users_detail::Json source;
  // Where it stood when it was read; a new one has none.
  std::optional<std::int64_t> seq_no = {};
  std::int64_t primary_term = 0;
};

}  // namespace flk
