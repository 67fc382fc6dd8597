// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/signature/verifier.hpp>

#include <algorithm>
#include <limits>
#include <numeric>

#include <flock/base/error.hpp>

namespace flk {
namespace {

const Digest& next_of(const Claim& claim) {
  return claim.withdrawn ? *claim.withdrawn : claim.link;
}

// Declares what is in its own stream: its place there proves when.
constexpr auto kKeyInForce = std::numeric_limits<std::uint32_t>::max();

}  // namespace

Verifier::Verifier(TrustedKeys trusted, VerifyRules rules, Report report)
    : trusted_(std::move(trusted)),
      one_owner_(trusted_.owners() == 1),
      rules_(std::move(rules)),
      report_(std::move(report)) {}

Verdict Verifier::take(const Claim& claim, Proof proof,
                       const LinePosition& position) {
  if (claim.is_gateways_own) {
    ++counts_.gateways_own;
    return Verdict::gateways_own;
  }
  Subject record{claim, position};
  const auto verdict = judge(record, proof);
  if (verdict == Verdict::failed) {
    ++counts_.failed;
    return verdict;
  }
  ++counts_.verified;
  if (verdict == Verdict::repeated) {
    ++counts_.repeated;
  } else if (claim.withdrawn) {
    ++counts_.withdrawn;
  }
  return verdict;
}

// Where only names or times are wrong, which no signature covers, the record
// still is the next one of its stream.
Verdict Verifier::judge(Subject& record, Proof proof) {
  const auto& claim = record.claim;
  if (proof == Proof::unknown_key) proof = prove(claim, trusted_);
  if (proof != Proof::genuine) {
    report_proof(record, proof);
    note_failed(claim);
    return Verdict::failed;
  }
  const auto& key = *trusted_.find(claim.kid);
  const auto standing = standing_of(claim, key);
  if (!standing.holds) {
    fail(record, VerifyFindingKind::key_ended,
         "signed by a key that has ended");
    note_failed(claim);
    return Verdict::failed;
  }
  const auto& grant = standing.grant;
  compare_names(record, standing);
  const auto outcome = extend(record, key.number, grant);
  if (record.failed) return Verdict::failed;
  if (claim.loss) declare(claim, grant.owner, key.number);
  note_time(claim, grant.user, key);
  return outcome == ChainOutcome::repeated ? Verdict::repeated
                                           : Verdict::verified;
}

void Verifier::report_proof(Subject& record, Proof proof) {
  const auto& claim = record.claim;
  switch (proof) {
    case Proof::genuine:
      return;
    case Proof::unsigned_record:
      return fail(record, VerifyFindingKind::unsigned_record, "unsigned");
    case Proof::malformed:
      return fail(record, VerifyFindingKind::malformed, claim.fault);
    case Proof::unknown_key:
      return fail(record, VerifyFindingKind::unknown_key,
                  "unknown key " + claim.kid);
    case Proof::bad_signature:
      return fail(record, VerifyFindingKind::bad_signature, "bad signature");
  }
}

void Verifier::compare_names(Subject& record, const Standing& standing) {
  if (!standing.wrong_name.empty()) {
    fail(record, VerifyFindingKind::wrong_user,
         standing.wrong_name + ", but the key is of " +
             quoted(standing.grant.user));
  }
  if (!record.claim.timestamp_fits) {
    fail(record, VerifyFindingKind::wrong_time,
         "@timestamp is not the record's own time");
  }
}

ChainOutcome Verifier::extend(Subject& record, std::uint32_t key,
                              const Grant& grant) {
  const auto& claim = record.claim;
  const auto [place, is_new] =
      streams_.try_emplace(StreamKey{*claim.stream, grant.owner});
  // Where no name says whose the record is, its stream must.
  if (is_new && grant.user.empty() && is_shared(place)) {
    streams_.erase(place);
    report_chain(record, ChainOutcome::wrong_key);
    return ChainOutcome::wrong_key;
  }
  auto& chain = place->second;
  const auto outcome = chain.take(
      {claim.seq, claim.prev, claim.link, next_of(claim), key}, rules_.chain);
  report_chain(record, outcome);
  if (outcome == ChainOutcome::follows) {
    compare_with_head(record, grant.owner);
    if (claim.new_key) announce(record, grant, chain);
  }
  return outcome;
}

bool Verifier::is_shared(Streams::const_iterator place) const {
  const auto& id = place->first.first;
  const auto next = std::next(place);
  return (next != streams_.end() && next->first.first == id) ||
         (place != streams_.begin() && std::prev(place)->first.first == id);
}

void Verifier::announce(Subject& record, const Grant& grant,
                        StreamChain& chain) {
  const auto& claim = record.claim;
  const auto number = trusted_.announce(*claim.new_key, grant, *claim.stream);
  if (!number) {
    return fail(record, VerifyFindingKind::wrong_user,
                "announces a key that is trusted as another user's");
  }
  chain.rotate(*number);
  ++announced_;
}

void Verifier::report_chain(Subject& record, ChainOutcome outcome) {
  switch (outcome) {
    case ChainOutcome::follows:
    case ChainOutcome::repeated:
      return;
    case ChainOutcome::forked:
      return fail(record, VerifyFindingKind::forked,
                  "the seq again with another payload: the stream has forked");
    case ChainOutcome::out_of_order:
      return fail(record, VerifyFindingKind::out_of_order, "out of order");
    case ChainOutcome::broken:
      return fail(record, VerifyFindingKind::broken_chain,
                  "broken chain: prev is not the record before");
    case ChainOutcome::wrong_key:
      return fail(record, VerifyFindingKind::wrong_key,
                  "not signed by the key that the stream has");
  }
}

// By its digest the head's own record proves whose the stream is. A flock_loss
// in its place names a digest that everybody can read, and proves it only where
// there is nobody else.
void Verifier::compare_with_head(Subject& record, std::uint32_t owner) {
  const auto& claim = record.claim;
  if (!rules_.head || *claim.stream != rules_.head->stream ||
      claim.seq != rules_.head->seq) {
    return;
  }
  if (next_of(claim) != rules_.head->next) {
    fail(record, VerifyFindingKind::forked,
         "not the record at the head of the ledger: the stream has forked");
  } else if (claim.link == rules_.head->next) {
    head_owner_ = owner;
  } else if (!one_owner_) {
    fail(record, VerifyFindingKind::forked,
         "a loss in place of the record at the head of the ledger, which only "
         "proves something where no other user is trusted");
  }
}

void Verifier::declare(const Claim& claim, std::uint32_t owner,
                       std::uint32_t key) {
  const auto& loss = *claim.loss;
  const bool is_in_place = loss.stream == *claim.stream;
  auto& declared =
      declared_[{{loss.stream, owner}, is_in_place ? kKeyInForce : key}];
  for (const auto seq : loss.seqs) declared.add(seq, seq);
}

void Verifier::note_time(const Claim& claim, const std::string& user,
                         const TrustedKeys::Key& key) {
  constexpr auto kAhead = std::chrono::days{1};
  if (!rules_.silence || !claim.time) return;
  if (*claim.time > rules_.silence->now + kAhead) return;
  for (const auto& grant : key.grants) {
    if (grant.user != user && !grant.user.empty()) continue;
    auto& latest = latest_[{grant.user, grant.owner}];
    latest = std::max(latest, *claim.time);
  }
}

// Nobody knows whose a failed record is: it counts for all that have a stream
// of this id, which is one owner unless somebody lies.
void Verifier::note_failed(const Claim& claim) {
  if (!claim.stream || claim.seq == 0) return;
  for (auto stream = streams_.lower_bound({*claim.stream, 0});
       stream != streams_.end() && stream->first.first == *claim.stream;
       ++stream) {
    stream->second.note_failed(claim.seq);
  }
}

void Verifier::fail(Subject& record, VerifyFindingKind kind, std::string text) {
  record.failed = true;
  const auto& claim = record.claim;
  report({kind, std::string(record.position.source), record.position.line,
          claim.stream ? to_text(*claim.stream) : std::string(), claim.seq,
          claim.seq, std::move(text)});
}

void Verifier::report(const VerifyFinding& finding) {
  ++counts_.findings[static_cast<std::size_t>(finding.kind)];
  report_(finding);
}

bool Verifier::passed() const {
  const auto all = std::accumulate(counts_.findings.begin(),
                                   counts_.findings.end(), std::uint64_t{0});
  const auto declared =
      counts_.findings[static_cast<std::size_t>(VerifyFindingKind::declared)];
  return counts_.verified > 0 && all == declared;
}

}  // namespace flk
