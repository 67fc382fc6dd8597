// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/policy/consent_sql.hpp>

#include <algorithm>

namespace flk {
namespace {

using std::string_view;

constexpr auto npos = string_view::npos;
constexpr string_view kSpace = " \t\r\n\v\f";

bool is_space(char c) { return kSpace.find(c) != npos; }

// These are tokens of their own, whatever stands beside them.
bool is_separator(char c) {
  return c == ',' || c == '(' || c == ')' || c == ';';
}

// Two of these can be one token ("<" "=", "-" "-").
bool is_operator(char c) { return string_view("=<>!+-*/%|&~").find(c) != npos; }

// The length of the quoted text or comment that `sql` begins with; 0 where it
// begins with neither. One that is not closed goes to the end.
std::size_t verbatim_length(string_view sql) {
  const auto up_to = [&](string_view end, std::size_t from) {
    const auto at = sql.find(end, from);
    return at == npos ? sql.size() : at + end.size();
  };
  if (sql.starts_with("--")) return up_to("\n", 2);
  if (sql.starts_with("/*")) return up_to("*/", 2);
  switch (sql[0]) {
    case '\'':
    case '"':
    case '`':
      return up_to(sql.substr(0, 1), 1);
    case '[':
      return up_to("]", 1);
    default:
      return 0;
  }
}

// Whether white space between `a` and `b` separates tokens. What is quoted
// counts as part of a word: x 'ab' is not x'ab'.
bool is_needed(char a, char b) {
  if (is_separator(a) || is_separator(b)) return false;
  // 1e -3 is no number.
  if ((a == 'e' || a == 'E') && (b == '+' || b == '-')) return true;
  return is_operator(a) == is_operator(b);
}

}  // namespace

std::string without_needless_space(std::string_view sql) {
  std::string out;
  bool space = false;
  while (!sql.empty()) {
    if (is_space(sql[0])) {
      space = true;
      sql.remove_prefix(1);
      continue;
    }
    if (space && !out.empty() && is_needed(out.back(), sql[0])) out += ' ';
    space = false;
    const auto length = std::max<std::size_t>(verbatim_length(sql), 1);
    out += sql.substr(0, length);
    sql.remove_prefix(length);
  }
  return out;
}

}  // namespace flk
