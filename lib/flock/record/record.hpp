// SPDX-License-Identifier: GPL-3.0-or-later
// A record: one JSON object on one line, flock-record(5).

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <flock/record/json.hpp>

namespace flk {

// The members that the gateway adds at top level, over anything given.
inline constexpr std::string_view kTimestampMember = "@timestamp";
inline constexpr std::string_view kUsernameMember = "username";
inline constexpr std::string_view kUserNameMember = "user_name";
inline constexpr std::string_view kIngestedMember = "event.ingested";
// The one member that the toolkit adds on the laptop.
inline constexpr std::string_view kFlockMember = "flock";

// Where a line stood.
struct LinePosition {
  std::string_view source;   // the file's name, "standard input"
  std::uint64_t line = 0;    // from 1
  std::uint64_t offset = 0;  // of its first byte, from 0 (decompressed)
};

// A view, valid as long as its JsonValue.
class Record {
 public:
  Record(JsonValue object, LinePosition position)
      : object_(object), position_(position) {}

  const JsonValue& object() const { return object_; }
  // The line without its LF; white space around the object included.
  std::string_view bytes() const { return object_.text(); }
  const LinePosition& position() const { return position_; }

  std::optional<JsonValue> find(std::string_view key) const {
    return object_.find(key);
  }
  // The member `key` of the member `flock`.
  std::optional<JsonValue> find_flock(std::string_view key) const;
  // The decoded text of a string member; empty where there is none.
  std::string text(std::string_view key) const;
  std::string flock_text(std::string_view key) const;

 private:
  JsonValue object_;
  LinePosition position_;
};

bool is_gateway_member(const JsonValue& key);

// Whether the record's `type` is one that flock-record(5) lists: an agent
// record. Anything else is a result record.
bool is_agent_record(const Record& record);
bool is_agent_record_type(std::string_view type);

// Lines to records; keeps its memory from line to line.
class RecordParser {
 public:
  static constexpr std::size_t kDefaultMaxLineBytes = 1 << 20;
  // What `flock` and the gateway's members may have beside the limit.
  static constexpr std::size_t kFlockBytes = 16 << 10;

  explicit RecordParser(std::size_t max_line_bytes = kDefaultMaxLineBytes)
      : max_line_bytes_(max_line_bytes) {}

  // The record in `line` (no LF); it must stay in place. nullopt, with
  // reason(), where it is none.
  std::optional<Record> parse(std::string_view line,
                              LinePosition position = {});
  const std::string& reason() const { return reason_; }

  // The longest line that can be a record.
  std::size_t max_bytes() const { return max_line_bytes_ + kFlockBytes; }
  // The reason for a line longer than that.
  std::string over_long() const;

 private:
  bool fits(const JsonValue& object) const;

  std::size_t max_line_bytes_;
  JsonParser parser_;
  std::string reason_;
};

}  // namespace flk
