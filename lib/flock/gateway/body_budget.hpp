// SPDX-License-Identifier: GPL-3.0-or-later
// Memory for the bodies of all requests under way: so much of it, and no more
// than a part of it for each user, so that none can shut out the others. For
// several threads at once.

#pragma once

#include <cstddef>
#include <mutex>
#include <string>
#include <unordered_map>

namespace flk {

class BodyBudget {
 public:
  BodyBudget(std::size_t all, std::size_t each) : all_(all), each_(each) {}

  // False where `who`, or all together, would have more than they may; nothing
  // is taken then.
  bool take(const std::string& who, std::size_t bytes);
  // Of what was taken.
  void give_back(const std::string& who, std::size_t bytes);

 private:
  std::size_t all_;
  std::size_t each_;
  std::mutex mutex_;  // of what follows
  std::size_t taken_ = 0;
  std::unordered_map<std::string, std::size_t> by_who_;  // nobody with 0
};

// What the body of one request takes of it, until it is given back; on one
// thread.
class BodyShare {
 public:
  explicit BodyShare(BodyBudget& budget) : budget_(budget) {}

  // From here on `who` pays; an empty name takes nothing.
  void begin(std::string who);
  // As BodyBudget::take(): it has `bytes` by now, never less than before.
  bool grow_to(std::size_t bytes);
  void give_back();

 private:
  BodyBudget& budget_;
  std::string who_;
  std::size_t taken_ = 0;
};

}  // namespace flk
