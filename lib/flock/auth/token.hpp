// SPDX-License-Identifier: GPL-3.0-or-later
// Tokens: what a laptop shows with every request, and what of them is stored.

#pragma once

#include <string>
#include <string_view>

#include <flock/base/random.hpp>

namespace flk {

// 16 random bytes as 32 lower-case hex digits, the form of the predecessor's.
std::string make_token(Random& random);

// Whether an agent may bring `token` as its own: 32 to 128 characters of
// A-Z a-z 0-9 _ -.
bool is_token(std::string_view token);

// What is stored of a token or of an invite's code: SHA-256 in base64url. A
// plain hash suffices, since both are random: nobody can try 2^128 of them,
// and a slow one would be an open door for whoever wants to keep us busy.
std::string hash_token(std::string_view token);

// Whether `token` is the one with this hash; in constant time.
bool token_matches(std::string_view token, std::string_view hash);

}  // namespace flk
