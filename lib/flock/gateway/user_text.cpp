// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/gateway/user_text.hpp>

#include <algorithm>
#include <array>

#include <flock/base/encoding.hpp>
#include <flock/base/error.hpp>
#include <flock/base/json_text.hpp>
#include <flock/base/utf8.hpp>

namespace flk {
namespace {

// Columns as wide as what mostly stands in them: a UUID, two times, a count.
constexpr std::array<std::size_t, 6> kWidths{38, 26, 26, 10, 28, 0};

std::string row(const std::array<std::string, 6>& cells) {
  std::string line;
  std::size_t at = 0;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    line += cells[i];
    at += kWidths[i];
    if (i + 1 < cells.size()) {
      line.resize(std::max(line.size() + 2, at), ' ');
    }
  }
  return line;
}

// Text from outside: quoted(), which escapes what a terminal would obey.
std::string text_or_dash(const std::string& text) {
  return text.empty() ? "-" : flk::quoted(text);
}

void append_member(std::string& out, std::string_view key,
                   std::string_view text) {
  out += out.empty() ? '{' : ',';
  append_json_string(out, key);
  out += ':';
  append_json_string(out, to_utf8(text));
}

}  // namespace

std::string user_heading() {
  return row({"USER", "CREATED", "LAST SEEN", "RECORDS", "OS VERSION", "NAME"});
}

std::string user_line(const User& user, const UserActivity& activity) {
  const auto seen = activity.last_seen;
  return row(
      {user.name, format_rfc3339(user.created),
       seen ? format_rfc3339(*seen) : "-", std::to_string(activity.records),
       text_or_dash(activity.os_version), text_or_dash(user.display_name)});
}

std::string user_json(const User& user, const UserActivity& activity) {
  std::string out;
  append_member(out, "user", user.name);
  append_member(out, "name", user.display_name);
  append_member(out, "created", format_rfc3339(user.created));
  if (const auto seen = activity.last_seen) {
    append_member(out, "last_seen", format_rfc3339(*seen));
  }
  out += ",\"records\":" + std::to_string(activity.records);
  if (!activity.os_version.empty()) {
    append_member(out, "os_version", activity.os_version);
  }
  return out + "}";
}

std::string invite_id(const Invite& invite) {
  constexpr std::size_t kBytes = 5;
  // Not base64url, which may begin like an option.
  const auto hash = from_base64url(invite.code_hash);
  return hash ? to_hex(std::string_view(*hash).substr(0, kBytes))
              : invite.code_hash;
}

std::string invite_heading() {
  return row({"INVITE FOR", "CREATED", "EXPIRES", "USES", "ID", "NAME"});
}

std::string invite_line(const Invite& invite) {
  return row({invite.reserved_user.empty() ? "anybody" : invite.reserved_user,
              format_rfc3339(invite.created), format_rfc3339(invite.expires),
              std::to_string(invite.uses_left), invite_id(invite),
              text_or_dash(invite.display_name)});
}

std::string invite_json(const Invite& invite) {
  std::string out;
  append_member(out, "id", invite_id(invite));
  append_member(out, "name", invite.display_name);
  append_member(out, "user", invite.reserved_user);
  append_member(out, "created", format_rfc3339(invite.created));
  append_member(out, "expires", format_rfc3339(invite.expires));
  return out + ",\"uses\":" + std::to_string(invite.uses_left) + "}";
}

void add_key(std::vector<UserKey>& keys, const UserKey& key) {
  // A user's keys come one behind the other.
  for (auto i = keys.rbegin(); i != keys.rend() && i->user == key.user; ++i) {
    if (i->public_key != key.public_key) continue;
    i->since = std::min(i->since, key.since);
    const bool ends = i->until && key.until;
    i->until = ends ? std::max(i->until, key.until) : std::nullopt;
    return;
  }
  keys.push_back(key);
}

std::string key_line(const UserKey& key) {
  std::string line = key.user + " " + key.public_key;
  if (key.until) line += " until=" + format_rfc3339(*key.until);
  return line;
}

std::string key_json(const UserKey& key) {
  std::string out;
  append_member(out, "user", key.user);
  append_member(out, "public_key", key.public_key);
  append_member(out, "since", format_rfc3339(key.since));
  if (key.until) append_member(out, "until", format_rfc3339(*key.until));
  return out + "}";
}

}  // namespace flk
