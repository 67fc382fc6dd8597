// SPDX-License-Identifier: GPL-3.0-or-later
// User names, which are also a record's hostIdentifier, and display names.

#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace flk {

// Enough for any UUID or host name, and short enough for an engine's _id.
inline constexpr std::size_t kMaxUserNameBytes = 128;
inline constexpr std::size_t kMaxDisplayNameBytes = 256;

// Whether all of `text` is A-Z a-z 0-9 _ -.
bool has_only_name_characters(std::string_view text);

// 1 to kMaxUserNameBytes of those.
bool is_user_name(std::string_view text);

// `name` (UTF-8) without the characters that the predecessor drops, which mean
// something in chat markup, and cut to kMaxDisplayNameBytes.
std::string clean_display_name(std::string_view name);

}  // namespace flk
