// SPDX-License-Identifier: GPL-3.0-or-later
// Stream ids and SHA-256 digests as bytes: a verifier keeps two digests for
// each stream, so they are no strings.

#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace flk {

using StreamId = std::array<unsigned char, 16>;
using Digest = std::array<unsigned char, 32>;

// 32 lower-case hex digits, as flock.stream has them.
std::optional<StreamId> parse_stream_id(std::string_view text);
std::string to_text(const StreamId& id);

// Base64url, as flock.prev has it.
std::optional<Digest> parse_digest(std::string_view text);

Digest digest_of(std::string_view bytes);

}  // namespace flk
