// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/gateway/stamp.hpp>

#include <algorithm>

#include <flock/base/json_text.hpp>
#include <flock/base/utf8.hpp>
#include <flock/record/object_writer.hpp>
#include <flock/store/index_name.hpp>

namespace flk {
namespace {

// Whether members can be put behind those that are there: there are some, and
// none of them is to be replaced.
bool can_append(const JsonValue& object) {
  bool any = false;
  for (const auto member : object.members()) {
    if (is_gateway_member(member.key)) return false;
    any = true;
  }
  return any;
}

void append_member(std::string& out, std::string_view key,
                   std::string_view raw) {
  out += ',';
  append_json_string(out, key);
  out += ':';
  out += raw;
}

}  // namespace

std::string index_of(const Record& record, std::optional<Milliseconds> time,
                     Milliseconds now, const PlausibleTime& plausible) {
  if (!time || *time < now - plausible.max_past ||
      *time > now + plausible.max_future) {
    return std::string(kUndatedIndex);
  }
  if (is_agent_record(record)) return "flock-agent-" + format_month(*time);
  return "flock-" + format_day(*time);
}

Stamp::Stamp(const User& user, Milliseconds now)
    : username_(json_string(user.name)),
      user_name_(json_string(to_utf8(user.display_name))),
      ingested_(json_string(format_rfc3339(now))) {
  append_member(members_, kUsernameMember, username_);
  append_member(members_, kUserNameMember, user_name_);
  append_member(members_, kIngestedMember, ingested_);
}

void Stamp::append_to(std::string& out, const Record& record,
                      std::optional<Milliseconds> time) const {
  const auto begin = out.size();
  const auto timestamp =
      time ? json_string(format_rfc3339(*time)) : std::string();
  const auto& object = record.object();
  if (can_append(object)) {
    out += object.raw();
    out.pop_back();
    if (time) append_member(out, kTimestampMember, timestamp);
    out += members_;
    out += '}';
  } else {
    append_edited(out, record, timestamp);
  }
  for (const char line_end : {'\n', '\r'}) {
    std::replace(out.begin() + static_cast<std::ptrdiff_t>(begin), out.end(),
                 line_end, ' ');
  }
}

void Stamp::append_edited(std::string& out, const Record& record,
                          const std::string& timestamp) const {
  ObjectEdit edit;
  if (!timestamp.empty()) edit.set(kTimestampMember, timestamp);
  edit.set(kUsernameMember, username_)
      .set(kUserNameMember, user_name_)
      .set(kIngestedMember, ingested_);
  edit.append_to(out, record.object());
}

}  // namespace flk
