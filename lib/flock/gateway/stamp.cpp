// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/gateway/stamp.hpp>

#include <flock/base/json_text.hpp>
#include <flock/base/utf8.hpp>
#include <flock/record/object_writer.hpp>
#include <flock/store/index_name.hpp>

namespace flk {
namespace {

void append_member(std::string& out, std::string_view key,
                   std::string_view raw) {
  out += ',';
  append_json_string(out, key);
  out += ':';
  out += raw;
}

// CR and LF, which can only stand between tokens, to spaces. memchr() finds
// none, as a rule, in a fraction of the time that a loop over the bytes takes.
void join_lines(std::string& out, std::size_t begin) {
  for (const char line_end : {'\n', '\r'}) {
    auto at = out.find(line_end, begin);
    for (; at != std::string::npos; at = out.find(line_end, at + 1)) {
      out[at] = ' ';
    }
  }
}

}  // namespace

std::string index_of(const Glance& glance, std::optional<Milliseconds> time,
                     Milliseconds now, const PlausibleTime& plausible) {
  if (!time || *time < now - plausible.max_past ||
      *time > now + plausible.max_future) {
    return std::string(kUndatedIndex);
  }
  if (is_agent_record(glance)) return "flock-agent-" + format_month(*time);
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
                      const Glance& glance,
                      std::optional<Milliseconds> time) const {
  const auto begin = out.size();
  if (time) keep_timestamp(*time);
  if (glance.takes_members) {
    const auto object = record.object().raw();
    out += object.substr(0, object.size() - 1);
    if (time) out += last_member_;
    out += members_;
    out += '}';
  } else {
    append_edited(out, record, time.has_value());
  }
  if (line_ends_) join_lines(out, begin);
}

void Stamp::keep_timestamp(Milliseconds time) const {
  if (last_time_ == time) return;
  last_timestamp_ = json_string(format_rfc3339(time));
  last_member_.clear();
  append_member(last_member_, kTimestampMember, last_timestamp_);
  last_time_ = time;
}

// A given member goes with its key, however that is spelt: whoever asks the
// store by text shall find ours.
void Stamp::append_edited(std::string& out, const Record& record,
                          bool timed) const {
  ObjectWriter writer{out, record.object()};
  for (const auto member : record.object().members()) {
    const bool replaced = is_gateway_member(member.key) &&
                          (timed || !member.key.equals(kTimestampMember));
    if (!replaced) writer.keep(member);
  }
  if (timed) writer.append(kTimestampMember, last_timestamp_);
  writer.append(kUsernameMember, username_);
  writer.append(kUserNameMember, user_name_);
  writer.append(kIngestedMember, ingested_);
  writer.finish();
}

}  // namespace flk
