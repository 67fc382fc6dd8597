// SPDX-License-Identifier: GPL-3.0-or-later
// What a run tells a person beside what it did.

#pragma once

#include <string>
#include <vector>

#include <flock/base/clock.hpp>
#include <flock/certs/certificate.hpp>

namespace flk {

struct Notice {
  std::string message;
  std::string hint;
};

// Leaves that end with their CA, before the days that were asked for are over:
// one notice for all of them.
class CutLeaves {
 public:
  // `certificate` was just made by `authority`, for `days`.
  void look_at(const std::string& path, const Certificate& certificate,
               const Certificate& authority, std::chrono::days days);
  // Adds what there is to say, if anything.
  void report(std::vector<Notice>& notices) const;

 private:
  std::string first_;  // path
  std::size_t others_ = 0;
  Milliseconds end_{0};
};

}  // namespace flk
