// SPDX-License-Identifier: GPL-3.0-or-later
// What a record's signature is over, flock-record(5), SIGNATURE: the canonical
// form (RFC 8785, see canonical.hpp) of the record without the gateway's
// members and without flock.sig, flock.id, flock.index and flock.error. A
// `flock` in which nothing else stands remains as {}.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <flock/record/record.hpp>

namespace flk {

// The place of one record in its stream.
struct ChainPlace {
  std::string_view stream;  // 32 hex digits
  std::uint64_t seq = 0;    // from 1
  std::string_view prev;    // empty at 1
};

std::string signature_payload(const Record& record);

// The same of the record that has `place` in its `flock` as well, which must
// be an object without these members, or missing.
std::string signature_payload(const Record& record, const ChainPlace& place);

}  // namespace flk
