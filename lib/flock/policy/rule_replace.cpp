// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/policy/rule_replace.hpp>

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <utility>

#include <flock/base/utf8.hpp>

namespace flk {

struct Replacement::Match {
  std::array<re2::StringPiece, 10> groups;  // \0 to \9
};

Replacement::Replacement(const std::string& pattern, std::string with,
                         std::size_t max_bytes)
    : pattern_(std::make_unique<re2::RE2>(pattern)),
      with_(std::move(with)),
      max_bytes_(max_bytes) {}

Replacement::Replacement(Replacement&&) noexcept = default;
Replacement::~Replacement() = default;

void Replacement::append_bounded(std::string& out,
                                 std::string_view text) const {
  if (out.size() > max_bytes_) return;
  out += text.substr(0, max_bytes_ + 1 - out.size());
}

void Replacement::rewrite(std::string& out, const Match& match) const {
  for (std::size_t i = 0; i < with_.size(); ++i) {
    if (with_[i] != '\\' || i + 1 == with_.size()) {
      append_bounded(out, {&with_[i], 1});
      continue;
    }
    const char next = with_[++i];
    if (next >= '0' && next <= '9') {
      const auto& group = match.groups[static_cast<std::size_t>(next - '0')];
      append_bounded(out, {group.data(), group.size()});
    } else {
      append_bounded(out, {&next, 1});
    }
  }
}

void Replacement::append(std::string& out, std::string_view text) const {
  const re2::StringPiece piece{text.data(), text.size()};
  const auto groups = std::min(1 + pattern_->NumberOfCapturingGroups(), 10);
  Match match;
  std::size_t at = 0;
  auto last_end = std::string_view::npos;
  while (at <= text.size() && out.size() <= max_bytes_ &&
         pattern_->Match(piece, at, text.size(), re2::RE2::UNANCHORED,
                         match.groups.data(), groups)) {
    const auto& whole = match.groups[0];
    const auto begin = static_cast<std::size_t>(whole.data() - text.data());
    append_bounded(out, text.substr(at, begin - at));
    if (whole.empty() && begin == last_end) {
      // None at the end of the last one: on behind a character.
      at = begin;
      if (at == text.size()) return;
      const auto size =
          std::max(utf8_sequence_length(text.substr(at)), std::size_t{1});
      append_bounded(out, text.substr(at, size));
      at += size;
      continue;
    }
    rewrite(out, match);
    at = last_end = begin + whole.size();
  }
  if (at < text.size()) append_bounded(out, text.substr(at));
}

}  // namespace flk
