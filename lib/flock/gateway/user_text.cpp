// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/gateway/user_text.hpp>

#include <flock/base/error.hpp>
#include <flock/base/json_text.hpp>
#include <flock/base/utf8.hpp>

namespace flk {
namespace {

constexpr std::size_t kNameColumn = 38;  // a UUID and two spaces

void append_member(std::string& out, std::string_view key,
                   std::string_view text) {
  out += out.empty() ? '{' : ',';
  append_json_string(out, key);
  out += ':';
  append_json_string(out, to_utf8(text));
}

}  // namespace

std::string user_line(const User& user) {
  std::string line = user.name;
  line.resize(std::max(line.size() + 1, kNameColumn), ' ');
  line += format_rfc3339(user.created);
  if (!user.display_name.empty()) line += "  " + quoted(user.display_name);
  return line;
}

std::string user_json(const User& user) {
  std::string out;
  append_member(out, "user", user.name);
  append_member(out, "name", user.display_name);
  append_member(out, "created", format_rfc3339(user.created));
  return out + "}";
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
