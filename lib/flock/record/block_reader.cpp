// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/record/block_reader.hpp>

#include <cstring>

namespace flk {
namespace {

constexpr std::size_t kBlock = 256 << 10;
constexpr std::size_t kEnough = 64 << 10;  // a pipe's usual capacity

std::uint64_t count_lines(std::string_view text) {
  std::uint64_t count = 0;
  for (auto at = text.find('\n'); at != std::string_view::npos;
       at = text.find('\n', at + 1)) {
    ++count;
  }
  return count;
}

}  // namespace

BlockReader::BlockReader(Sources sources, std::size_t max_bytes,
                         std::string over_long, RejectSink& rejects)
    : sources_(std::move(sources)),
      max_bytes_(max_bytes),
      over_long_(std::move(over_long)),
      rejects_(rejects),
      buffer_(kBlock) {}

bool BlockReader::next(LineBlock& block) {
  while (source_ < sources_.size()) {
    const std::string_view fresh{buffer_.data() + searched_, end_ - searched_};
    const auto lf = fresh.rfind('\n');
    if (lf != std::string_view::npos) {
      if (gave_enough() || !fill()) {
        give(block, searched_ + lf + 1);
        return true;
      }
      continue;
    }
    searched_ = end_;
    if (searched_ > max_bytes_) {
      reject_over_long();
    } else if (!fill()) {
      if (give_last_line(block)) return true;
      next_source();
    }
  }
  return false;
}

bool BlockReader::gave_enough() const {
  return end_ >= kEnough || broken_ || sources_[source_]->would_wait();
}

bool BlockReader::fill() {
  if (broken_) return false;
  if (buffer_.size() - end_ < kBlock / 2) buffer_.resize(buffer_.size() * 2);
  auto& source = *sources_[source_];
  if (before_wait_ && source.would_wait()) before_wait_();
  try {
    const auto count =
        source.read(buffer_.data() + end_, buffer_.size() - end_);
    end_ += count;
    return count > 0;
  } catch (const BadData& bad) {
    broken_ = bad.reason;
    return false;
  }
}

void BlockReader::give(LineBlock& block, std::size_t size) {
  const auto rest = end_ - size;
  auto& spare = block.bytes;
  if (spare.size() < rest + kBlock) spare.resize(rest + kBlock);
  std::memcpy(spare.data(), buffer_.data() + size, rest);
  spare.swap(buffer_);
  end_ = rest;
  searched_ = 0;
  block.size = size;
  block.source = sources_[source_]->name();
  block.first_line = line_;
  block.offset = offset_;
  line_ += count_lines(block.text());
  offset_ += size;
}

// What came before damage is a torn line at best.
bool BlockReader::give_last_line(LineBlock& block) {
  if (!broken_) {
    if (end_ == 0) return false;
    give(block, end_);
    return true;
  }
  const std::string& name = sources_[source_]->name();
  rejects_.reject({name, line_, offset_}, *broken_, {buffer_.data(), end_});
  ++rejected_;
  end_ = 0;
  return false;
}

void BlockReader::reject_over_long() {
  ++rejected_;
  rejects_.reject({sources_[source_]->name(), line_, offset_}, over_long_,
                  {buffer_.data(), end_});
  offset_ += end_;
  end_ = 0;
  while (fill()) {
    const std::string_view bytes{buffer_.data(), end_};
    const auto lf = bytes.find('\n');
    rejects_.reject_more(bytes.substr(0, lf));
    const auto taken = lf == std::string_view::npos ? end_ : lf + 1;
    offset_ += taken;
    end_ -= taken;
    std::memmove(buffer_.data(), buffer_.data() + taken, end_);
    if (lf != std::string_view::npos) break;
  }
  searched_ = 0;
  ++line_;
}

void BlockReader::next_source() {
  ++source_;
  broken_.reset();
  end_ = searched_ = 0;
  line_ = 1;
  offset_ = 0;
}

}  // namespace flk
