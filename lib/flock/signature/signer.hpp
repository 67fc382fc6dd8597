// SPDX-License-Identifier: GPL-3.0-or-later
// Signs records, one after the other, into a chain: flock-record(5),
// SIGNATURE.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <flock/base/clock.hpp>
#include <flock/base/random.hpp>
#include <flock/record/record.hpp>
#include <flock/signature/key.hpp>
#include <flock/signature/payload.hpp>

namespace flk {

// Where a stream ends.
struct ChainPosition {
  std::string stream;     // 32 hex digits
  std::uint64_t seq = 0;  // of the last record; 0 before the first
  std::string prev;       // what the next record's prev holds; empty at 0
};

// A new stream: 6 bytes of the time, 10 random.
ChainPosition new_stream(Clock& clock, Random& random);

// What the next record's `prev` holds after one with this `flock.sig`.
std::string chain_link(std::string_view sig);

class Signer {
 public:
  explicit Signer(SigningKey key);

  // The record, without LF, as the next one of `position`, which moves on.
  // Its flock gains stream, seq, prev and sig, which it must not have; see
  // refusal().
  std::string sign(const Record& record, ChainPosition& position) const;

  // Why `record` cannot be signed: it has one of the gateway's members, is
  // signed already, or its `flock` is no object. Empty where it can.
  static std::string refusal(const Record& record);

  const PublicKey& public_key() const { return key_.public_key(); }

 private:
  SigningKey key_;
  std::string kid_;
  std::string header_;  // of every JWS by this key
};

}  // namespace flk
