// SPDX-License-Identifier: GPL-3.0-or-later
// The policy action "replace", flock-policy(5): RE2::GlobalReplace() that stops
// where its result is too long.

#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace re2 {
class RE2;
}

namespace flk {

class Replacement {
 public:
  // `pattern` is RE2; in `with` \1 is its first group. Both are valid.
  Replacement(const std::string& pattern, std::string with,
              std::size_t max_bytes);
  Replacement(Replacement&&) noexcept;
  ~Replacement();

  // Appends `text` to `out` with each match replaced; what would make `out`
  // longer than max_bytes is cut a byte behind that.
  void append(std::string& out, std::string_view text) const;

 private:
  struct Match;
  void append_bounded(std::string& out, std::string_view text) const;
  void rewrite(std::string& out, const Match& match) const;

  std::unique_ptr<re2::RE2> pattern_;
  std::string with_;
  std::size_t max_bytes_;
};

}  // namespace flk
