// SPDX-License-Identifier: GPL-3.0-or-later
// Sets of numbers from 1 as ranges: 16 to 20 bytes a range, however long
// it is.

#pragma once

#include <cstdint>
#include <utility>
#include <vector>

namespace flk {

class RangeSet {
 public:
  struct Range {
    std::uint64_t first;
    std::uint64_t last;
    bool operator==(const Range&) const = default;
  };

  // Adds first to last, both included. Constant time, in the mean, at the upper
  // end, else linear in the number of ranges.
  void add(std::uint64_t first, std::uint64_t last);
  void remove(std::uint64_t number);

  // What is in this and not in `other`.
  RangeSet without(const RangeSet& other) const;

  bool empty() const { return ranges_.empty(); }
  // Ascending; no two touch.
  const std::vector<Range>& ranges() const& { return ranges_; }
  // For loops over a temporary.
  std::vector<Range> ranges() && { return std::move(ranges_); }

 private:
  std::vector<Range> ranges_;
};

}  // namespace flk
