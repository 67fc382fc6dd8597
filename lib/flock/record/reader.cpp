// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/record/reader.hpp>

#include <algorithm>
#include <cstring>

namespace flk {
namespace {

constexpr std::size_t kBlock = 256 << 10;

bool is_blank(std::string_view line) {
  if (line.starts_with('{')) return false;  // nearly all
  return line.find_first_not_of(" \t\r") == std::string_view::npos;
}

}  // namespace

RecordReader::RecordReader(Sources sources, std::size_t max_line_bytes,
                           RejectSink& rejects)
    : sources_(std::move(sources)),
      rejects_(rejects),
      parser_(max_line_bytes),
      buffer_(kBlock) {
  if (!sources_.empty()) name_ = sources_[0]->name();
  position_ = {name_, 1, 0};
}

std::optional<Record> RecordReader::next() {
  while (const auto line = next_line()) {
    if (is_blank(line->bytes)) continue;
    ++lines_;
    if (auto record = parser_.parse(line->bytes, line->position)) {
      return record;
    }
    rejects_.reject(line->position, parser_.reason(), line->bytes);
  }
  return std::nullopt;
}

std::optional<RecordReader::Line> RecordReader::next_line() {
  while (source_ < sources_.size()) {
    const char* from = buffer_.data() + begin_ + searched_;
    const auto left = end_ - begin_ - searched_;
    if (const void* lf = std::memchr(from, '\n', left)) {
      const auto size = static_cast<std::size_t>(static_cast<const char*>(lf) -
                                                 (buffer_.data() + begin_));
      return take_line(size, 1);
    }
    searched_ = end_ - begin_;
    if (searched_ > parser_.max_bytes()) {
      reject_over_long();
    } else if (!fill()) {
      if (end_ > begin_) return take_line(end_ - begin_, 0);
      next_source();
    }
  }
  return std::nullopt;
}

RecordReader::Line RecordReader::take_line(std::size_t size,
                                           std::size_t separator) {
  const Line line{{buffer_.data() + begin_, size}, position_};
  begin_ += size + separator;
  searched_ = 0;
  position_.offset += size + separator;
  ++position_.line;
  return line;
}

bool RecordReader::fill() {
  if (begin_ > 0) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  if (buffer_.size() - end_ < kBlock / 2) buffer_.resize(buffer_.size() * 2);
  const auto count = read_block();
  end_ += count;
  return count > 0;
}

std::size_t RecordReader::read_block() {
  auto& source = *sources_[source_];
  if (before_wait_ && source.would_wait()) before_wait_();
  try {
    return source.read(buffer_.data() + end_, buffer_.size() - end_);
  } catch (const BadData& bad) {
    // What came before the damage is a torn line at best.
    rejects_.reject(position_, bad.reason, {buffer_.data(), end_});
    ++lines_;
    begin_ = end_ = searched_ = 0;
    return 0;
  }
}

void RecordReader::reject_over_long() {
  ++lines_;
  rejects_.reject(position_, parser_.over_long(),
                  {buffer_.data() + begin_, end_ - begin_});
  position_.offset += end_ - begin_;
  begin_ = end_;
  searched_ = 0;
  while (fill()) {
    const char* data = buffer_.data();
    const void* lf = std::memchr(data, '\n', end_);
    const auto size =
        lf == nullptr
            ? end_
            : static_cast<std::size_t>(static_cast<const char*>(lf) - data);
    rejects_.reject_more({data, size});
    begin_ = lf == nullptr ? size : size + 1;
    position_.offset += begin_;
    if (lf != nullptr) break;
  }
  ++position_.line;
}

void RecordReader::next_source() {
  ++source_;
  if (source_ < sources_.size()) name_ = sources_[source_]->name();
  position_ = {name_, 1, 0};
}

}  // namespace flk
