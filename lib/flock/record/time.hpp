// SPDX-License-Identifier: GPL-3.0-or-later
// The record's own time: one function for the gateway, which makes
// `@timestamp` and the index of it, and for the verifier, which compares.

#pragma once

#include <optional>

#include <flock/base/clock.hpp>
#include <flock/record/record.hpp>

namespace flk {

// `unixTime` (seconds: an integer, a float, which is cut off, or a string of
// digits), else `timestamp` (milliseconds, the same spellings). nullopt where
// neither says a time from 1970 to 9999.
std::optional<Milliseconds> record_time(const Record& record);
// The same of the two members.
std::optional<Milliseconds> record_time(
    const std::optional<JsonValue>& unix_time,
    const std::optional<JsonValue>& timestamp);

}  // namespace flk
