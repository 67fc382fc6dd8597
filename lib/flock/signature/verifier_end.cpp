// SPDX-License-Identifier: GPL-3.0-or-later
// What Verifier says once all records are there.

#include <flock/base/error.hpp>
#include <flock/signature/verifier.hpp>

namespace flk {
namespace {

std::uint64_t count_of(const RangeSet::Range& range) {
  return range.last - range.first + 1;
}

}  // namespace

void Verifier::finish() {
  for (auto& [key, chain] : streams_) {
    const bool has_head = rules_.head && key.first == rules_.head->stream &&
                          head_owner_.value_or(key.second) == key.second;
    if (has_head) chain.expect_until(rules_.head->seq);
    auto declared = declared_for(key, chain);
    if (has_head && !one_owner_) {
      for (auto& each : declared) each.remove(rules_.head->seq);
    }
    judge_gaps(key.first, chain.gaps(), declared);
  }
  judge_unseen_head();
  judge_silence();
  counts_.streams = streams_.size();
}

// When a loss was signed that stands in another stream nothing proves: by a key
// that this one has left it may be somebody else's by now.
std::vector<RangeSet> Verifier::declared_for(const StreamKey& key,
                                             const StreamChain& chain) {
  std::vector<RangeSet> sets;
  for (auto it = declared_.lower_bound({key, 0});
       it != declared_.end() && it->first.first == key; ++it) {
    if (!chain.has_left(it->first.second)) {
      sets.push_back(std::move(it->second));
    }
  }
  return sets;
}

void Verifier::judge_gaps(const StreamId& stream, const RangeSet& gaps,
                          const std::vector<RangeSet>& declared) {
  const auto report_all = [&](const RangeSet& ranges, VerifyFindingKind kind,
                              std::uint64_t& count, const char* reason) {
    for (const auto& range : ranges.ranges()) {
      count += count_of(range);
      report({kind, {}, 0, to_text(stream), range.first, range.last, reason});
    }
  };
  const auto report_missing = [&](const RangeSet& missing) {
    report_all(missing, VerifyFindingKind::missing, counts_.missing, "missing");
  };
  // No copy of what may be many.
  if (declared.empty()) return report_missing(gaps);
  RangeSet missing = gaps;
  for (const auto& each : declared) missing = missing.without(each);
  report_missing(missing);
  report_all(gaps.without(missing), VerifyFindingKind::declared,
             counts_.declared, "declared lost");
}

// Whatever is declared: whose the stream is, nothing says.
void Verifier::judge_unseen_head() {
  if (!rules_.head || rules_.head->seq == 0) return;
  const auto& id = rules_.head->stream;
  const auto seen = streams_.lower_bound({id, 0});
  if (seen != streams_.end() && seen->first.first == id) return;
  RangeSet all;
  all.add(1, rules_.head->seq);
  judge_gaps(id, all, {});
}

void Verifier::judge_silence() {
  if (!rules_.silence) return;
  const auto since = rules_.silence->now - rules_.silence->longest;
  for (const auto& person : trusted_.people_since(since)) {
    const auto latest = latest_.find({person.user, person.owner});
    if (latest != latest_.end() && latest->second >= since) continue;
    std::string text = "silent: no record of ";
    text += person.user.empty() ? "key " + person.key_id : quoted(person.user);
    if (latest != latest_.end()) {
      text += " since " + format_rfc3339(latest->second);
    }
    report({VerifyFindingKind::silent, {}, 0, {}, 0, 0, text});
  }
}

}  // namespace flk
