// SPDX-License-Identifier: GPL-3.0-or-later
// Sources in large blocks of whole lines, for RecordReader and for those who
// hand blocks to several threads. Memory is bounded by the longest line.

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

// Whole lines of one source; owns them.
struct LineBlock {
  std::vector<char> bytes;  // the first `size` of it
  std::size_t size = 0;     // the last LF included, which a last line may lack
  std::string source;       // its name
  std::uint64_t first_line = 1;
  std::uint64_t offset = 0;  // of the first byte in the source

  std::string_view text() const { return {bytes.data(), size}; }
};

class BlockReader {
 public:
  using Sources = std::vector<std::unique_ptr<ByteSource>>;

  // A line longer than `max_bytes` goes to `rejects`, in pieces, for the reason
  // `over_long`; so does what a source gave before it broke. That happens
  // within next(), after the blocks before it were given out. `rejects` must
  // outlive this.
  BlockReader(Sources sources, std::size_t max_bytes, std::string over_long,
              RejectSink& rejects);

  // The next lines, at least one, in `block`, whose memory is used anew. What
  // is there is given out rather than waited for more. False at the end of the
  // last source. Throws Error when reading fails.
  bool next(LineBlock& block);

  // Called whenever the next read would have to wait.
  void before_wait(std::function<void()> callback) {
    before_wait_ = std::move(callback);
  }

  // Lines that went to `rejects`.
  std::uint64_t rejected() const { return rejected_; }

 private:
  // Reads more behind what is buffered; false at the end of the source.
  bool fill();
  bool gave_enough() const;
  // The first `size` bytes to `block`; what is behind them stays.
  void give(LineBlock& block, std::size_t size);
  bool give_last_line(LineBlock& block);
  // Passes an over-long line on, up to its LF.
  void reject_over_long();
  void next_source();

  Sources sources_;
  std::size_t max_bytes_;
  std::string over_long_;
  RejectSink& rejects_;
  std::function<void()> before_wait_;
  std::size_t source_ = 0;
  std::optional<std::string> broken_;  // why the source at hand ended early
  std::vector<char> buffer_;
  std::size_t end_ = 0;       // of what is in buffer_
  std::size_t searched_ = 0;  // bytes of it known to hold no LF
  std::uint64_t line_ = 1;    // of buffer_'s first byte
  std::uint64_t offset_ = 0;
  std::uint64_t rejected_ = 0;
};

}  // namespace flk
