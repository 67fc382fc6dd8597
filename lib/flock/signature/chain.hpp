// SPDX-License-Identifier: GPL-3.0-or-later
// One stream as a verifier sees it: where it stands, and what is missing in
// it. Takes only records whose signature holds; about 190 bytes a stream, with
// its place in Verifier's map, 16 to 20 an open gap, and 4 to 8 a key that it
// has left, however long the stream.

#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include <flock/signature/digest.hpp>
#include <flock/signature/range_set.hpp>

namespace flk {

// What a chain needs to know of a record.
struct ChainLink {
  std::uint64_t seq = 0;
  std::optional<Digest> prev;  // flock.prev
  Digest digest{};             // of its flock.sig
  Digest next{};               // what the next record's prev must hold
  std::uint32_t key = 0;       // the number of the key that signed it
};

struct ChainRules {
  bool from_start = false;  // a stream begins at 1
  bool allow_gaps = false;  // any order, any gaps: for filtered exports
};

enum class ChainOutcome {
  follows,       // the next one of the stream, behind a gap maybe
  repeated,      // the last one again, or what was withdrawn in its place
  forked,        // another record with the seq of the last one
  out_of_order,  // an earlier seq than the last one's
  broken,        // prev is not what the record before it says
  wrong_key,     // not by the key that must have signed it
};

class StreamChain {
 public:
  // Goes on to `link` when it follows, and when the chain is broken there, so
  // that one break is found once.
  ChainOutcome take(const ChainLink& link, const ChainRules& rules);

  // The record taken last announced a new key, by which all behind it is
  // signed.
  void rotate(std::uint32_t new_key);

  // Whether it was this key's, and is another's now.
  bool has_left(std::uint32_t key) const;

  // A record that says it is number `seq` was there, but failed on its own:
  // where it is the next one it is not called missing as well.
  void note_failed(std::uint64_t seq);

  // The stream is known to go on up to `seq`.
  void expect_until(std::uint64_t seq);

  const RangeSet& gaps() const { return gaps_; }

 private:
  ChainOutcome take_next(const ChainLink& link);
  ChainOutcome take_behind_gap(const ChainLink& link, const ChainRules& rules);
  void advance(const ChainLink& link);
  void open_gap(std::uint64_t end);
  void change_key(std::uint32_t new_key);

  std::uint64_t last_ = 0;    // 0: nothing yet
  std::uint64_t failed_ = 0;  // failed records stand up to here
  Digest digest_{};           // of the last one
  Digest next_{};
  std::uint32_t key_ = 0;
  // The keys that it has left, ascending: few streams have any.
  std::unique_ptr<std::vector<std::uint32_t>> left_;
  RangeSet gaps_;
};

}  // namespace flk
