// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/record/reader.hpp>

namespace flk {
namespace {

bool is_blank(std::string_view line) {
  if (line.starts_with('{')) return false;  // nearly all
  return line.find_first_not_of(" \t\r") == std::string_view::npos;
}

}  // namespace

void BlockRecords::begin(const LineBlock& block) {
  left_ = block.text();
  position_ = {block.source, block.first_line, block.offset};
}

std::optional<Record> BlockRecords::next(RejectSink& rejects) {
  while (!left_.empty()) {
    const auto position = position_;
    const auto line = next_line();
    if (is_blank(line)) continue;
    ++lines_;
    if (auto record = parser_.parse(line, position)) return record;
    rejects.reject(position, parser_.reason(), line);
  }
  return std::nullopt;
}

std::string_view BlockRecords::next_line() {
  const auto lf = left_.find('\n');
  const auto line = left_.substr(0, lf);
  const auto taken = lf == std::string_view::npos ? line.size() : lf + 1;
  left_.remove_prefix(taken);
  position_.offset += taken;
  ++position_.line;
  return line;
}

RecordReader::RecordReader(Sources sources, std::size_t max_line_bytes,
                           RejectSink& rejects)
    : rejects_(rejects),
      records_(max_line_bytes),
      blocks_(std::move(sources), records_.parser().max_bytes(),
              records_.parser().over_long(), rejects) {}

std::optional<Record> RecordReader::next() {
  while (true) {
    if (auto record = records_.next(rejects_)) return record;
    if (!blocks_.next(block_)) return std::nullopt;
    records_.begin(block_);
  }
}

}  // namespace flk
