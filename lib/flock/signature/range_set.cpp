// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/signature/range_set.hpp>

#include <algorithm>

namespace flk {

void RangeSet::add(std::uint64_t first, std::uint64_t last) {
  // The ranges that touch the new one become part of it.
  const auto begin = std::partition_point(
      ranges_.begin(), ranges_.end(),
      [&](const Range& range) { return range.last < first - 1; });
  auto end = begin;
  for (; end != ranges_.end() && end->first - 1 <= last; ++end) {
    first = std::min(first, end->first);
    last = std::max(last, end->last);
  }
  const auto at = ranges_.erase(begin, end) - ranges_.begin();
  // Doubling would take twice the memory of what is there.
  if (ranges_.size() == ranges_.capacity()) {
    ranges_.reserve(ranges_.size() + ranges_.size() / 4 + 1);
  }
  ranges_.insert(ranges_.begin() + at, {first, last});
}

void RangeSet::remove(std::uint64_t number) {
  const auto found = std::partition_point(
      ranges_.begin(), ranges_.end(),
      [&](const Range& range) { return range.last < number; });
  if (found == ranges_.end() || number < found->first) return;
  const Range range = *found;
  if (range.first == range.last) {
    ranges_.erase(found);
  } else if (number == range.first) {
    ++found->first;
  } else if (number == range.last) {
    --found->last;
  } else {
    found->last = number - 1;
    ranges_.insert(found + 1, {number + 1, range.last});
  }
}

RangeSet RangeSet::without(const RangeSet& other) const {
  RangeSet rest;
  auto hole = other.ranges_.begin();
  for (auto [first, last] : ranges_) {
    while (hole != other.ranges_.end() && hole->last < first) ++hole;
    // A hole may reach into the next range, so it is kept for that.
    for (auto h = hole; h != other.ranges_.end() && h->first <= last; ++h) {
      if (first < h->first) rest.ranges_.push_back({first, h->first - 1});
      first = h->last + 1;
    }
    if (first <= last) rest.ranges_.push_back({first, last});
  }
  return rest;
}

}  // namespace flk
