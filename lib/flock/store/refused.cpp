// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/store/refused.hpp>

#include <flock/base/json_text.hpp>
#include <flock/base/utf8.hpp>
#include <flock/record/object_writer.hpp>
#include <flock/record/time.hpp>

namespace flk {
namespace {

constexpr std::string_view kGatewayMembers[] = {
    kTimestampMember, kUsernameMember, kUserNameMember, kIngestedMember};

void append_member(std::string& out, std::string_view key,
                   std::string_view raw) {
  out += ',';
  append_json_string(out, key);
  out += ':';
  out += raw;
}

// Where in its chain the record says it stands, so that a gap is not blamed on
// the laptop; nothing of another form, which could be refused once more.
std::string chain_place(const Record& record) {
  constexpr std::size_t kMaxStream = 64;
  const auto stream = record.flock_text("stream");
  const auto seq = record.find_flock("seq");
  if (stream.empty() || stream.size() > kMaxStream || !seq || !seq->integer()) {
    return {};
  }
  return "{\"stream\":" + json_string(stream) +
         ",\"seq\":" + std::to_string(*seq->integer()) + "}";
}

}  // namespace

std::string refused_text(std::string_view stamped, std::string_view raw,
                         std::string_view reason) {
  std::string out = "{\"raw\":" + json_string(raw);
  append_member(out, "reason", json_string(to_utf8(reason)));
  RecordParser parser{stamped.size()};
  if (const auto record = parser.parse(stamped)) {
    if (const auto time = record_time(*record)) {
      append_member(out, kTimestampMember, json_string(format_rfc3339(*time)));
    }
    for (const auto member :
         {kUsernameMember, kUserNameMember, kIngestedMember}) {
      if (const auto value = record->find(member)) {
        append_member(out, member, value->raw());
      }
    }
    if (const auto place = chain_place(*record); !place.empty()) {
      append_member(out, kFlockMember, place);
    }
  }
  out += '}';
  return out;
}

std::string refused_record(std::string_view stamped, std::string_view reason) {
  return refused_text(stamped, stamped, reason);
}

std::string cut_record(std::string_view stamped, std::string_view reason) {
  constexpr std::size_t kKept = 16 << 10;
  const auto raw = utf8_prefix(stamped, kKept);
  return refused_text(stamped, raw,
                      std::string(reason) + "; of " +
                          std::to_string(stamped.size()) + " the first " +
                          std::to_string(raw.size()) + " are kept");
}

std::string original_of_refused(std::string_view stored) {
  RecordParser parser{stored.size()};
  const auto kept = parser.parse(stored);
  if (!kept) return std::string(stored);
  const auto raw = kept->text("raw");
  RecordParser raw_parser{raw.size()};
  const auto record = raw_parser.parse(raw);
  if (!record) return std::string(stored);
  ObjectEdit members;
  for (const auto member : kGatewayMembers) {
    if (const auto value = kept->find(member)) {
      members.set(member, std::string(value->raw()));
    }
  }
  return edited_line(record->object(), members);
}

}  // namespace flk
