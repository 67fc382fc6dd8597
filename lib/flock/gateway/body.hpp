// SPDX-License-Identifier: GPL-3.0-or-later
// A request's body without its Content-Encoding, bounded: what a bomb unpacks
// to is never held.

#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <flock/gateway/memory_budget.hpp>

namespace flk {

enum class BodyOutcome {
  decoded,
  unknown_encoding,  // neither identity, gzip nor zstd
  broken,
  too_long,
  no_memory,  // not now: others hold it
};

// Decodes `body` in place. What it unpacks to is taken from `memory`, which
// must live as long as the body.
BodyOutcome decode_body(std::string& body, std::string_view encoding,
                        std::size_t max_bytes, MemoryShare& memory);

}  // namespace flk
