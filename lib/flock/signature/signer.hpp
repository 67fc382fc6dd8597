// SPDX-License-Identifier: GPL-3.0-or-later
// Signs records, one after the other, into a chain: flock-record(5),
// SIGNATURE.

#pragma once

#include <cstddef>
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

  // A signature up to what the one before it decides: all that can be made
  // while that is still being made.
  struct Draft {
    std::string line;    // the record, with blanks for prev and signature
    std::string input;   // what is signed, with a blank for prev
    std::string middle;  // the payload's bytes that `input` has prev in
    std::size_t middle_in_input = 0;
    std::size_t prev_in_middle = 0;
    std::size_t prev_in_line = 0;
    std::size_t signature_in_line = 0;
    bool has_prev = false;  // else it is the first of its stream
  };

  // `record` as number `seq` of `stream`. It must not be refused, see
  // refusal(). Any thread may call it.
  Draft prepare(const Record& record, std::string_view stream,
                std::uint64_t seq) const;
  // Fills the blanks of `draft`, whose line then is the signed record. `prev`
  // is what the record before says (ChainPosition::prev), and moves on.
  void finish(Draft& draft, std::string& prev) const;

  // Both at once: the record, without LF, as the next one of `position`, which
  // moves on. Its flock gains stream, seq, prev and sig.
  std::string sign(const Record& record, ChainPosition& position) const;

  // Why no filter signs `record`: it has one of the gateway's members, is
  // signed already, its `flock` is no object, it is a dead letter, or it
  // announces a key: whoever can write a line to a filter would have his key
  // trusted. Empty where it may be signed.
  static std::string refusal(const Record& record);

  const PublicKey& public_key() const { return key_.public_key(); }

 private:
  SigningKey key_;
  std::string header_;  // of every JWS by this key
};

}  // namespace flk
