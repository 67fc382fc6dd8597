// SPDX-License-Identifier: GPL-3.0-or-later
// What a verifier has to say: of a record that did not verify, of a range that
// is missing, of a user who is silent.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace flk {

enum class VerifyFindingKind {
  unsigned_record,  // no flock.sig
  malformed,        // stream, seq, prev or sig not in their form
  unknown_key,      // by a key that is not trusted
  bad_signature,    // altered
  key_ended,        // outside the key's validity
  wrong_user,       // username or hostIdentifier is not the key's user
  wrong_time,       // @timestamp is not the record's own time
  wrong_key,        // the stream is another key's
  forked,           // a seq again with another payload
  out_of_order,
  broken_chain,  // prev is not what the record before says
  missing,       // a gap that no flock_loss declares
  silent,        // nothing recent from a trusted user
  declared,      // a gap with its flock_loss: no failure
};
inline constexpr std::size_t kVerifyFindingKinds = 14;

struct VerifyFinding {
  VerifyFindingKind kind{};
  std::string source;       // where the record stood; empty: no record's
  std::uint64_t line = 0;   // from 1; 0: no record's
  std::string stream;       // 32 hex digits; empty: none
  std::uint64_t first = 0;  // seq, or the first of a range; 0: none
  std::uint64_t last = 0;   // of the range
  std::string text;         // what is the matter

  bool is_failure() const { return kind != VerifyFindingKind::declared; }
  // "standard input: line 2: bad signature, stream 01a2..., seq 2"
  std::string message() const;
};

// bad_signature, for JSON.
std::string_view name_of(VerifyFindingKind kind);

}  // namespace flk
