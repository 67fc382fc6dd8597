// SPDX-License-Identifier: GPL-3.0-or-later
// The canonical form that signatures and hashes are over: RFC 8785 (JCS), with
// one extension: an integer token outside +-(2^53-1), which JCS would round,
// keeps its digits.

#pragma once

#include <forward_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <flock/record/json.hpp>

namespace flk {

void append_canonical(std::string& out, const JsonValue& value);

std::string canonical(const JsonValue& value);

// An object put together from members in any order.
class CanonicalObject {
 public:
  CanonicalObject();
  CanonicalObject(CanonicalObject&&) = default;
  CanonicalObject& operator=(CanonicalObject&&) = default;

  // `key` decoded, `value` canonical; a key must not come twice.
  void add(std::string key, std::string value);
  // Made canonical by append_to(); what it views must stay until then.
  void add(const JsonMember& member);
  bool empty() const { return members_.empty(); }
  // Sorted by UTF-16 code units, RFC 8785 section 3.2.3.
  void append_to(std::string& out);

 private:
  struct Member {
    std::string_view key;
    std::optional<JsonValue> value;  // nullopt: `made`
    std::string_view made;
  };

  std::vector<Member> members_;
  // What members_ views and nobody else owns: keys and values.
  std::forward_list<std::pair<std::string, std::string>> made_;
  std::string buffer_;
};

// `token` (a JSON number that does not overflow) as ECMAScript spells it, RFC
// 8785 section 3.2.2.3, with the extension above.
std::string canonical_number(std::string_view token);

// A finite double as ECMAScript spells it (ECMA-262, Number::toString).
std::string ecmascript_number(double value);

// Whether `a` sorts before `b` (both UTF-8) by UTF-16 code units.
bool utf16_less(std::string_view a, std::string_view b);

}  // namespace flk
