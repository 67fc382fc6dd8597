// SPDX-License-Identifier: GPL-3.0-or-later
// What a record says of itself, as far as a verifier needs it: taken out of
// the line before anything is proved. Neither keys nor other records matter to
// it, so claims can be looked at in any order.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <flock/base/clock.hpp>
#include <flock/record/record.hpp>
#include <flock/signature/digest.hpp>
#include <flock/signature/key.hpp>

namespace flk {

// What a flock_loss record declares.
struct Loss {
  StreamId stream;
  std::vector<std::uint64_t> seqs;  // ascending
};

struct Claim {
  // user_registered or user_already_exists, as the gateway makes them.
  bool is_gateways_own = false;
  bool is_signed = false;  // there is a flock.sig
  // What is not in the form of flock-record(5); empty: all is.
  std::string fault;

  std::optional<StreamId> stream;
  std::uint64_t seq = 0;       // 0: none
  std::optional<Digest> prev;  // of the chain; nullopt: none

  std::string kid;
  std::string signing_input;
  std::string signature;
  Digest link{};  // what the next record's prev holds, by this one's flock.sig

  std::optional<std::string> host_identifier;
  std::optional<std::string> username;
  std::optional<Milliseconds> time;      // the record's own
  std::optional<Milliseconds> ingested;  // event.ingested
  // A gateway stored it, as event.ingested says, and its username is gone.
  bool username_is_gone = false;
  // @timestamp is exactly the record's own time; or not there, as before a
  // gateway stored it.
  bool timestamp_fits = true;

  std::optional<PublicKey> new_key;  // of a flock_key
  std::optional<Loss> loss;          // of a flock_loss
  // Of a flock_loss that stands for a withdrawn record: what the next record's
  // prev holds instead of `link`.
  std::optional<Digest> withdrawn;
};

// Owns all of it: `record` may go.
Claim claim_of(const Record& record);

}  // namespace flk
