// SPDX-License-Identifier: GPL-3.0-or-later
// The one reader of records: large blocks in, views of lines out, no copy per
// line.

#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

#include <flock/record/block_reader.hpp>
#include <flock/record/record.hpp>
#include <flock/record/reject.hpp>

namespace flk {

// The records in a block.
class BlockRecords {
 public:
  explicit BlockRecords(std::size_t max_line_bytes) : parser_(max_line_bytes) {}

  // `block` must stay in place and unchanged until its last record was taken.
  void begin(const LineBlock& block);
  // The next record, valid until the next call. Lines that are none go to
  // `rejects`, blank ones nowhere. nullopt at the block's end.
  std::optional<Record> next(RejectSink& rejects);

  // Lines seen so far, of all blocks, blank ones apart.
  std::uint64_t lines() const { return lines_; }
  const RecordParser& parser() const { return parser_; }

 private:
  std::string_view next_line();

  RecordParser parser_;
  std::string_view left_;
  LinePosition position_;
  std::uint64_t lines_ = 0;
};

class RecordReader {
 public:
  using Sources = BlockReader::Sources;

  // `rejects` must outlive this.
  RecordReader(Sources sources, std::size_t max_line_bytes,
               RejectSink& rejects);

  // The next record; valid until the next call. Lines that are none go to
  // `rejects`, blank ones nowhere. A last line without LF is a line. nullopt
  // at the end of the last source. Throws Error when reading fails.
  std::optional<Record> next();

  // Called whenever the next read would have to wait, so that what was written
  // so far can be flushed.
  void before_wait(std::function<void()> callback) {
    blocks_.before_wait(std::move(callback));
  }

 private:
  RejectSink& rejects_;
  BlockRecords records_;
  BlockReader blocks_;
  LineBlock block_;
};

}  // namespace flk
