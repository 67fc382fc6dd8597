// SPDX-License-Identifier: GPL-3.0-or-later
// Which records a scan gives out, where the store itself cannot tell.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <flock/record/record.hpp>
#include <flock/store/store.hpp>

namespace flk {

// Of a line: what is stored is never too long for whoever asks for it.
inline constexpr std::size_t kNoLimit = std::size_t{1} << 30;

// flock-*,-flock-agent-*: names that match one of the patterns, and none of
// those with - in front.
class IndexPatterns {
 public:
  explicit IndexPatterns(std::string_view patterns);
  bool match(std::string_view index) const;

 private:
  std::vector<std::string> taken_;
  std::vector<std::string> left_out_;
};

// Looks into records for the twig and the user.
class ContentFilter {
 public:
  explicit ContentFilter(const ScanFilter& filter);
  bool matches(std::string_view bytes);

 private:
  std::string twig_;
  std::string user_;
  RecordParser parser_;
};

// Whether `text` matches `pattern`, in which * stands for any characters.
bool glob_match(std::string_view pattern, std::string_view text);

}  // namespace flk
