// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/policy/policy_source.hpp>

#include <algorithm>

#include <flock/base/error.hpp>
#include <flock/base/utf8.hpp>

namespace flk {
namespace {

// Line and column (in characters) of the byte at `offset`, both from 1.
std::string position_of(std::string_view text, std::size_t offset) {
  const auto before = text.substr(0, offset);
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const auto begin = before.rfind('\n') + 1;  // npos + 1 is 0
  std::size_t column = 1;
  for (const char c : before.substr(begin)) {
    if ((static_cast<unsigned char>(c) & 0xc0) != 0x80) ++column;
  }
  return "line " + std::to_string(line) + ", column " + std::to_string(column);
}

}  // namespace

PolicySource::PolicySource(std::string_view text, std::string name)
    : name_(std::move(name)), original_(text), text_(text) {
  for (std::size_t at = 0; at < text_.size();) {
    const auto length = utf8_sequence_length(text.substr(at));
    if (length == 0) fail_at(at, "invalid UTF-8");
    at += length;
  }
  blank_comments();
  root_ = parser_.parse(text_);
  if (!root_) fail_at(parser_.error_offset(), parser_.error());
}

void PolicySource::blank_comments() {
  std::size_t at = 0;
  while (at < text_.size()) {
    if (text_[at] == '"') {
      at = string_end(at);
    } else if (text_[at] == '/') {
      const auto end = comment_end(at);
      const auto first = text_.begin() + static_cast<std::ptrdiff_t>(at);
      const auto last = text_.begin() + static_cast<std::ptrdiff_t>(end);
      std::replace_if(
          first, last, [](char c) { return c != '\n'; }, ' ');
      at = end;
    } else {
      ++at;
    }
  }
}

std::size_t PolicySource::comment_end(std::size_t at) const {
  const auto opening = std::string_view(text_).substr(at, 2);
  if (opening == "//") return std::min(text_.find('\n', at), text_.size());
  if (opening != "/*") fail_at(at, "neither a value nor a comment");
  const auto closing = text_.find("*/", at + 2);
  if (closing == std::string::npos) fail_at(at, "a comment is not closed");
  return closing + 2;
}

std::size_t PolicySource::string_end(std::size_t at) const {
  for (auto i = at + 1; i < text_.size(); ++i) {
    if (text_[i] == '"') return i + 1;
    if (static_cast<unsigned char>(text_[i]) < 0x20) break;
    if (text_[i] == '\\') ++i;
  }
  fail_at(at, "a string is not closed on its line");
}

void PolicySource::fail(const JsonValue& where, const std::string& message,
                        const std::string& hint) const {
  fail_at(where.node().begin, message, hint);
}

void PolicySource::fail_at(std::size_t offset, const std::string& message,
                           const std::string& hint) const {
  throw Error(ErrorKind::config,
              name_ + ": " + position_of(original_, offset) + ": " + message,
              hint);
}

void PolicySource::expect_object(
    const JsonValue& value, const std::string& path,
    std::initializer_list<std::string_view> known) const {
  if (value.type() != JsonType::object) fail(value, path + " is no object");
  for (const auto member : value.members()) {
    const auto key = member.key.decoded();
    if (std::find(known.begin(), known.end(), key) != known.end()) continue;
    std::string names;
    for (const auto name : known) {
      if (!names.empty()) names += ", ";
      names += name;
    }
    fail(member.key, path + " has an unknown member " + quoted(key),
         "its members are " + names);
  }
}

std::string PolicySource::expect_text(const JsonValue& value,
                                      const std::string& path) const {
  auto text = value.decoded();
  if (text.empty()) fail(value, path + " is no text");
  return text;
}

}  // namespace flk
