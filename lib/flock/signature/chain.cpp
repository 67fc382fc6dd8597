// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/signature/chain.hpp>

#include <algorithm>

namespace flk {
namespace {

// Only the first record has none before it.
bool has_prev_where_due(const ChainLink& link) {
  return link.prev.has_value() == (link.seq > 1);
}

}  // namespace

ChainOutcome StreamChain::take(const ChainLink& link, const ChainRules& rules) {
  if (last_ != 0) {
    if (link.seq == last_) {
      // Of two with one continuation one is the loss that stands for the other:
      // withdrawn after a request whose answer was lost, and stored by it.
      const bool is_same =
          link.digest == digest_ || (link.next == next_ && link.key == key_);
      return is_same ? ChainOutcome::repeated : ChainOutcome::forked;
    }
    if (link.seq == last_ + 1) return take_next(link);
    if (link.seq < last_ && !rules.allow_gaps) {
      gaps_.remove(link.seq);
      return ChainOutcome::out_of_order;
    }
  }
  return take_behind_gap(link, rules);
}

ChainOutcome StreamChain::take_next(const ChainLink& link) {
  if (link.key != key_) {
    note_failed(link.seq);
    return ChainOutcome::wrong_key;
  }
  const bool follows = link.prev == next_;
  advance(link);
  return follows ? ChainOutcome::follows : ChainOutcome::broken;
}

ChainOutcome StreamChain::take_behind_gap(const ChainLink& link,
                                          const ChainRules& rules) {
  if (!rules.allow_gaps) {
    // A gap may hide that the key changed, but not that it changed back, and
    // where only failed records stand in it there was no change.
    const bool is_gap = last_ == 0 || link.seq > std::max(last_, failed_) + 1;
    if (has_left(link.key) || (!is_gap && link.key != key_)) {
      note_failed(link.seq);
      return ChainOutcome::wrong_key;
    }
    if (last_ != 0 || rules.from_start) open_gap(link.seq);
    if (last_ != 0) change_key(link.key);
  }
  advance(link);
  return has_prev_where_due(link) ? ChainOutcome::follows
                                  : ChainOutcome::broken;
}

void StreamChain::advance(const ChainLink& link) {
  last_ = link.seq;
  digest_ = link.digest;
  next_ = link.next;
  key_ = link.key;
}

void StreamChain::open_gap(std::uint64_t end) {
  const auto begin = std::max(last_, failed_) + 1;
  if (begin < end) gaps_.add(begin, end - 1);
}

void StreamChain::rotate(std::uint32_t new_key) {
  // By a flock_key it may come back, if by nothing else.
  if (has_left(new_key)) std::erase(*left_, new_key);
  change_key(new_key);
}

bool StreamChain::has_left(std::uint32_t key) const {
  return left_ && std::binary_search(left_->begin(), left_->end(), key);
}

void StreamChain::change_key(std::uint32_t new_key) {
  if (new_key == key_) return;
  if (!left_) left_ = std::make_unique<std::vector<std::uint32_t>>();
  left_->insert(std::lower_bound(left_->begin(), left_->end(), key_), key_);
  key_ = new_key;
}

void StreamChain::note_failed(std::uint64_t seq) {
  if (last_ != 0 && seq == std::max(last_, failed_) + 1) failed_ = seq;
}

void StreamChain::expect_until(std::uint64_t seq) { open_gap(seq + 1); }

}  // namespace flk
