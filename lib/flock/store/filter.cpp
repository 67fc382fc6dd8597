// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/store/filter.hpp>

#include <algorithm>

namespace flk {
namespace {

bool any_match(const std::vector<std::string>& patterns,
               std::string_view text) {
  return std::any_of(
      patterns.begin(), patterns.end(),
      [&](const std::string& pattern) { return glob_match(pattern, text); });
}

}  // namespace

bool glob_match(std::string_view pattern, std::string_view text) {
  const auto star = pattern.find('*');
  if (star == std::string_view::npos) return pattern == text;
  if (!text.starts_with(pattern.substr(0, star))) return false;
  text.remove_prefix(star);
  pattern.remove_prefix(star + 1);
  // The next literal part is best matched as early as it comes.
  for (auto next = pattern.find('*'); next != std::string_view::npos;
       next = pattern.find('*')) {
    const auto found = text.find(pattern.substr(0, next));
    if (found == std::string_view::npos) return false;
    text.remove_prefix(found + next);
    pattern.remove_prefix(next + 1);
  }
  return text.ends_with(pattern);
}

IndexPatterns::IndexPatterns(std::string_view patterns) {
  while (!patterns.empty()) {
    const auto comma = std::min(patterns.find(','), patterns.size());
    const auto pattern = patterns.substr(0, comma);
    if (pattern.starts_with('-')) {
      left_out_.emplace_back(pattern.substr(1));
    } else if (!pattern.empty()) {
      taken_.emplace_back(pattern);
    }
    patterns.remove_prefix(std::min(comma + 1, patterns.size()));
  }
}

bool IndexPatterns::match(std::string_view index) const {
  return any_match(taken_, index) && !any_match(left_out_, index);
}

ContentFilter::ContentFilter(const ScanFilter& filter)
    : twig_(filter.twig), user_(filter.user), parser_(kNoLimit) {}

bool ContentFilter::matches(std::string_view bytes) {
  if (twig_.empty() && user_.empty()) return true;
  const auto record = parser_.parse(bytes);
  return record && (twig_.empty() || record->text("name") == twig_) &&
         (user_.empty() || record->text(kUsernameMember) == user_);
}

}  // namespace flk
