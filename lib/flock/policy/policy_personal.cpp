// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/policy/policy_personal.hpp>

#include <algorithm>

#include <flock/policy/policy_files.hpp>

namespace flk {
namespace {

// The rest of the line that begins with `name` and a space.
std::string_view line_of(const std::string& name) {
  auto lines = kPolicyPersonal;
  while (!lines.empty()) {
    const auto size = std::min(lines.find('\n'), lines.size());
    const auto line = lines.substr(0, size);
    if (line.starts_with(name + " ")) return line.substr(name.size() + 1);
    lines.remove_prefix(std::min(size + 1, lines.size()));
  }
  return {};
}

}  // namespace

std::string_view personal_content(const QueryColumn& column) {
  if (column.column.empty()) return line_of("*." + column.name);
  const auto what = line_of(column.table + "." + column.column);
  return what.empty() ? line_of("*." + column.column) : what;
}

}  // namespace flk
