// SPDX-License-Identifier: GPL-3.0-or-later
// Records out of text, readers over text, and rejects as a list.

#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include <flock/record/reader.hpp>

namespace flk {

// Keeps the text and the parser that a Record is a view of.
class ParsedRecord {
 public:
  explicit ParsedRecord(std::string text) : text_(std::move(text)) {
    record_ = parser_.parse(text_);
    if (!record_) ADD_FAILURE() << parser_.reason() << ": " << text_;
  }
  ParsedRecord(const ParsedRecord&) = delete;
  ParsedRecord& operator=(const ParsedRecord&) = delete;

  const Record& operator*() const { return *record_; }
  const Record* operator->() const { return &*record_; }

 private:
  std::string text_;
  RecordParser parser_;
  std::optional<Record> record_;
};

class RejectList : public RejectSink {
 public:
  struct Entry {
    std::uint64_t line;
    std::uint64_t offset;
    std::string reason;
    std::string bytes;
  };

  using RejectSink::reject;
  void reject(const LinePosition& position, std::string_view reason,
              std::string_view bytes) override {
    entries.push_back({position.line, position.offset, std::string(reason),
                       std::string(bytes)});
  }
  void reject_more(std::string_view bytes) override {
    entries.back().bytes += bytes;
  }

  std::vector<Entry> entries;
};

inline RecordReader::Sources sources_of(std::string text) {
  RecordReader::Sources sources;
  sources.push_back(memory_source(std::move(text), "memory"));
  return sources;
}

}  // namespace flk
