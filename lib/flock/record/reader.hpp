// SPDX-License-Identifier: GPL-3.0-or-later
// The one reader of records: large blocks in, views of lines out, no copy per
// line. Memory is bounded by the longest line.

#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <flock/record/input.hpp>
#include <flock/record/record.hpp>
#include <flock/record/reject.hpp>

namespace flk {

class RecordReader {
 public:
  using Sources = std::vector<std::unique_ptr<ByteSource>>;

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
    before_wait_ = std::move(callback);
  }

  // Lines seen so far, blank ones apart.
  std::uint64_t lines() const { return lines_; }

 private:
  struct Line {
    std::string_view bytes;
    LinePosition position;
  };

  std::optional<Line> next_line();
  // Reads more behind what is buffered; false at the end of the source.
  bool fill();
  std::size_t read_block();
  // Passes the rest of an over-long line on, up to its LF.
  void reject_over_long();
  Line take_line(std::size_t size, std::size_t separator);
  void next_source();

  Sources sources_;
  RejectSink& rejects_;
  RecordParser parser_;
  std::function<void()> before_wait_;
  std::size_t source_ = 0;
  std::string name_;  // of the source at hand
  std::vector<char> buffer_;
  std::size_t begin_ = 0;  // of what is not taken yet, in buffer_
  std::size_t end_ = 0;
  std::size_t searched_ = 0;  // bytes from begin_ known to hold no LF
  LinePosition position_;
  std::uint64_t lines_ = 0;
};

}  // namespace flk
