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

std::string_view content_of(const std::string& table,
                            const std::string& column) {
  const auto what = line_of(table + "." + column);
  return what.empty() ? line_of("*." + column) : what;
}

constexpr PersonalSample kPaths[] = {{"/home/ann/x", "ann"},
                                     {"/home/ann", "ann"},
                                     {"/Users/Ann Smith/x", "Smith"}};
constexpr PersonalSample kUrls[] = {
    {"https://ann:hunter2@example.com/x?user=ann", "hunter2"},
    {"https://example.com/x?user=ann", "ann"},
    {"file:///home/ann/x", "ann"}};
constexpr PersonalSample kCommands[] = {
    {"curl -u ann:hunter2 https://example.com", "hunter2"},
    {"ssh -l ann example.com", "ann"},
    {"TOKEN=hunter2", "hunter2"},
    {"root=UUID=12ab-34cd", "12ab-34cd"}};
constexpr PersonalSample kTimes[] = {{"1795449601", "1795449601"},
                                     {"2026-11-23T16:00:01Z", "16:00:01"}};
constexpr PersonalSample kNames[] = {{"ann", "ann"},
                                     {"Ann Smith", "Smith"},
                                     {"ann@example.com", "ann"},
                                     {"ann-7f12.example.com", "ann-7f12"},
                                     {"C02XK1ABJG5J", "C02XK1ABJG5J"},
                                     {"00:16:3e:5e:6c:01", "6c:01"}};

}  // namespace

std::string_view personal_content(const QueryColumn& column) {
  if (!column.column.empty()) return content_of(column.table, column.column);
  auto what = line_of("*." + column.name);
  for (const auto& [table, name] : column.read) {
    if (!what.empty()) break;
    what = content_of(table, name);
  }
  return what;
}

std::string_view personal_member(const std::string& name) {
  return content_of("members", name);
}

std::span<const PersonalSample> samples_of(std::string_view what) {
  const auto is = [&](std::string_view word) {
    return what.find(word) != std::string_view::npos;
  };
  if (is("path")) return kPaths;
  if (is("URL")) return kUrls;
  if (is("command line") || is("environment") || is("started")) {
    return kCommands;
  }
  return is("when") ? std::span<const PersonalSample>(kTimes) : kNames;
}

}  // namespace flk
