// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/record/record.hpp>

#include <algorithm>
#include <array>

namespace flk {
namespace {

constexpr std::array<std::string_view, 9> kAgentTypes{
    "flock_key",       "flock_loss",      "flock_run",
    "server_disabled", "server_enabled",  "twigs_disabled",
    "twigs_enabled",   "user_registered", "user_already_exists"};

std::string text_of(const std::optional<JsonValue>& value) {
  return value ? value->decoded() : std::string();
}

}  // namespace

std::optional<JsonValue> Record::find_flock(std::string_view key) const {
  const auto flock = find(kFlockMember);
  return flock ? flock->find(key) : std::nullopt;
}

std::string Record::text(std::string_view key) const {
  return text_of(find(key));
}

std::string Record::flock_text(std::string_view key) const {
  return text_of(find_flock(key));
}

bool is_gateway_member(const JsonValue& key) {
  return key.equals(kTimestampMember) || key.equals(kUsernameMember) ||
         key.equals(kUserNameMember) || key.equals(kIngestedMember);
}

bool is_agent_record_type(std::string_view type) {
  return std::find(kAgentTypes.begin(), kAgentTypes.end(), type) !=
         kAgentTypes.end();
}

bool is_agent_record(const Record& record) {
  const auto type = record.find("type");
  return type && type->is_string() && is_agent_record_type(type->decoded());
}

std::optional<Record> RecordParser::parse(std::string_view line,
                                          LinePosition position) {
  if (line.size() > max_bytes()) {
    reason_ = over_long();
    return std::nullopt;
  }
  const auto value = parser_.parse(line);
  if (!value) {
    reason_ = parser_.error() + " at byte " +
              std::to_string(parser_.error_offset() + 1);
    return std::nullopt;
  }
  if (value->type() != JsonType::object) {
    reason_ = "not a JSON object";
    return std::nullopt;
  }
  if (line.size() > max_line_bytes_ && !fits(*value)) {
    reason_ = over_long();
    return std::nullopt;
  }
  return Record{*value, position};
}

std::string RecordParser::over_long() const {
  return "longer than " + std::to_string(max_line_bytes_) + " bytes";
}

bool RecordParser::fits(const JsonValue& object) const {
  std::size_t ours = 0;
  for (const auto member : object.members()) {
    if (member.key.equals(kFlockMember) || is_gateway_member(member.key)) {
      ours += member.value.node().end - member.key.node().begin + 1;
    }
  }
  return ours <= kFlockBytes && object.text().size() - ours <= max_line_bytes_;
}

}  // namespace flk
