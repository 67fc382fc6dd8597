// SPDX-License-Identifier: GPL-3.0-or-later
// A policy's text as people write it by hand: JSON (RFC 8259) in which
// comments,
// // to the end of the line and /* */, may stand wherever white space may; and
// errors that say where in it.

#pragma once

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include <flock/record/json.hpp>

namespace flk {

class PolicySource {
 public:
  // Throws Error (config) with `name`, line and column where `text` is no JSON
  // with comments, repeats a key or nests deeper than 64.
  PolicySource(std::string_view text, std::string name);
  PolicySource(const PolicySource&) = delete;
  PolicySource& operator=(const PolicySource&) = delete;

  // Valid as long as this.
  const JsonValue& root() const { return *root_; }

  // Throws Error (config): "NAME: line L, column C: MESSAGE", of `where`.
  [[noreturn]] void fail(const JsonValue& where, const std::string& message,
                         const std::string& hint = {}) const;

  // Fails unless `value` is an object whose members are all among `known`.
  // `path` names it in the message (twigs.os_version).
  void expect_object(const JsonValue& value, const std::string& path,
                     std::initializer_list<std::string_view> known) const;
  // Fails unless `value` is a string that is not empty.
  std::string expect_text(const JsonValue& value,
                          const std::string& path) const;

 private:
  [[noreturn]] void fail_at(std::size_t offset, const std::string& message,
                            const std::string& hint = {}) const;
  void blank_comments();
  // The offset behind the comment or the string that begins at `at`.
  std::size_t comment_end(std::size_t at) const;
  std::size_t string_end(std::size_t at) const;

  std::string name_;
  std::string original_;
  std::string text_;  // with spaces in place of comments: offsets hold
  JsonParser parser_;
  std::optional<JsonValue> root_;
};

}  // namespace flk
