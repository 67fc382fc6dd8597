// SPDX-License-Identifier: GPL-3.0-or-later
// Proves records: their signatures, by trusted keys, and that nothing is
// missing between them; flock-sign(1), VERIFYING.

#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <flock/base/clock.hpp>
#include <flock/record/record.hpp>
#include <flock/signature/chain.hpp>
#include <flock/signature/claim.hpp>
#include <flock/signature/finding.hpp>
#include <flock/signature/head.hpp>
#include <flock/signature/proof.hpp>
#include <flock/signature/standing.hpp>
#include <flock/signature/trusted.hpp>

namespace flk {

struct VerifyRules {
  ChainRules chain;
  std::optional<StreamHead> head;
  // Every trusted user has a record that is no older than `longest` at `now`.
  // One that is more than a day ahead of it proves nothing: a clock that was
  // wrong once would speak for its user for ever.
  struct Silence {
    Milliseconds longest;
    Milliseconds now;
  };
  std::optional<Silence> silence;
};

enum class Verdict {
  verified,
  repeated,      // verified, and so was the record before, which it equals
  gateways_own,  // unsigned, as the gateway makes them: no failure
  failed,
};

struct VerifyCounts {
  std::uint64_t verified = 0;  // repeats too
  std::uint64_t repeated = 0;
  std::uint64_t gateways_own = 0;
  std::uint64_t failed = 0;     // records
  std::uint64_t missing = 0;    // seqs
  std::uint64_t declared = 0;   // seqs
  std::uint64_t withdrawn = 0;  // records for which a flock_loss stands
  std::uint64_t streams = 0;
  std::array<std::uint64_t, kVerifyFindingKinds> findings{};
};

// Takes records in the order in which they came; streams may interleave, each
// in its order. Memory is constant for each stream and each open gap.
class Verifier {
 public:
  using Report = std::function<void(const VerifyFinding&)>;

  Verifier(TrustedKeys trusted, VerifyRules rules, Report report);

  Verdict take(const Record& record) {
    const auto claim = claim_of(record);
    return take(claim, prove(claim, trusted_), record.position());
  }
  // The part of it that needs the order. A proof by an older trusted() will do:
  // what was announced since is looked up here.
  Verdict take(const Claim& claim, Proof proof, const LinePosition& position);

  // Judges what only the end of the input shows: gaps, the head, silence.
  void finish();

  const VerifyCounts& counts() const { return counts_; }
  // The keys that were given and announced so far.
  const TrustedKeys& trusted() const { return trusted_; }
  // How many flock_key records were taken.
  std::uint64_t announced() const { return announced_; }
  // Whether something verified and nothing failed.
  bool passed() const;

 private:
  using StreamKey = std::pair<StreamId, std::uint32_t>;  // with its owner
  using Streams = std::map<StreamKey, StreamChain>;

  // Of one record, as it is looked at.
  struct Subject {
    const Claim& claim;
    const LinePosition& position;
    bool failed = false;
  };

  Verdict judge(Subject& record, Proof proof);
  void report_proof(Subject& record, Proof proof);
  void compare_names(Subject& record, const Standing& standing);
  ChainOutcome extend(Subject& record, std::uint32_t key, const Grant& grant);
  // Whether another owner has a stream of the same id.
  bool is_shared(Streams::const_iterator place) const;
  void announce(Subject& record, const Grant& grant, StreamChain& chain);
  void report_chain(Subject& record, ChainOutcome outcome);
  void compare_with_head(Subject& record, std::uint32_t owner);
  void declare(const Claim& claim, std::uint32_t owner, std::uint32_t key);
  void note_time(const Claim& claim, const std::string& user,
                 const TrustedKeys::Key& key);
  void note_failed(const Claim& claim);

  std::vector<RangeSet> declared_for(const StreamKey& key,
                                     const StreamChain& chain);
  void judge_gaps(const StreamId& stream, const RangeSet& gaps,
                  const std::vector<RangeSet>& declared);
  void judge_unseen_head();
  void judge_silence();
  void fail(Subject& record, VerifyFindingKind kind, std::string text);
  void report(const VerifyFinding& finding);

  TrustedKeys trusted_;
  bool one_owner_;  // all trusted keys are
  VerifyRules rules_;
  Report report_;
  VerifyCounts counts_;
  std::uint64_t announced_ = 0;
  std::optional<std::uint32_t> head_owner_;  // as the head's record proves
  Streams streams_;
  // By what stream it is of, and the key that signed it.
  std::map<std::pair<StreamKey, std::uint32_t>, RangeSet> declared_;
  // Own time, by user and owner.
  std::map<std::pair<std::string, std::uint32_t>, Milliseconds> latest_;
};

}  // namespace flk
