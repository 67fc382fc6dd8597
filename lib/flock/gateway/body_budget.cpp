// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/gateway/body_budget.hpp>

#include <utility>

namespace flk {

bool BodyBudget::take(const std::string& who, std::size_t bytes) {
  if (bytes == 0) return true;
  const std::lock_guard lock{mutex_};
  if (bytes > all_ - taken_) return false;
  const auto found = by_who_.find(who);
  const auto has = found == by_who_.end() ? 0 : found->second;
  if (bytes > each_ - has) return false;
  by_who_[who] = has + bytes;
  taken_ += bytes;
  return true;
}

void BodyBudget::give_back(const std::string& who, std::size_t bytes) {
  const std::lock_guard lock{mutex_};
  taken_ -= bytes;
  const auto found = by_who_.find(who);
  found->second -= bytes;
  if (found->second == 0) by_who_.erase(found);
}

void BodyShare::begin(std::string who) {
  give_back();
  who_ = std::move(who);
}

bool BodyShare::grow_to(std::size_t bytes) {
  if (who_.empty()) return true;
  if (!budget_.take(who_, bytes - taken_)) return false;
  taken_ = bytes;
  return true;
}

void BodyShare::give_back() {
  if (taken_ > 0) budget_.give_back(who_, taken_);
  taken_ = 0;
  who_.clear();
}

}  // namespace flk
