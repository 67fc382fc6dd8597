// SPDX-License-Identifier: GPL-3.0-or-later
// The ledger's segments, flock-ledger(5): files of numbered lines.

#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace flk {

// The longest line that a segment can hold, whatever --max-line-bytes was: what
// a RecordParser of the ledger's own lines takes.
inline constexpr std::size_t kAnyLedgerLine = std::size_t{1} << 31;

class Segments {
 public:
  struct Segment {
    std::uint64_t first;  // number of its first record
    std::string path;
    std::uint64_t bytes;
  };

  // A line of record `n`; false ends the reading.
  using Visit = std::function<bool(std::uint64_t n, std::string_view line)>;

  explicit Segments(std::string directory) : directory_(std::move(directory)) {}

  // Those there are, in order.
  std::vector<Segment> list() const;

  // Gives every whole line from record `from` on to `visit`. A line without LF
  // at the very end is none. Throws Error (config) where numbers are missing.
  // Constant memory.
  void read(std::uint64_t from, const Visit& visit) const;

  // The path for a segment that begins with record `first`.
  std::string path_of(std::uint64_t first) const;

 private:
  std::string directory_;
};

// Gives every whole line of one file to `visit`, and returns the offset behind
// the last one that was given and taken.
std::uint64_t read_lines(const std::string& path, std::uint64_t first,
                         const Segments::Visit& visit);

}  // namespace flk
