// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/gateway/known_tokens.hpp>

#include <functional>
#include <string>

namespace flk {
namespace {

// Not a token's: nobody can tell one from it.
std::size_t mark_of(const BasicCredentials& credentials) {
  return std::hash<std::string>{}(credentials.user + '\n' + credentials.token);
}

}  // namespace

bool KnownTokens::has(const BasicCredentials& credentials) const {
  const auto mark = mark_of(credentials);
  const std::lock_guard lock{mutex_};
  return recent_.contains(mark) || before_.contains(mark);
}

void KnownTokens::add(const BasicCredentials& credentials) {
  const auto mark = mark_of(credentials);
  const std::lock_guard lock{mutex_};
  if (!recent_.insert(mark).second || recent_.size() <= keep_) return;
  before_ = std::move(recent_);
  recent_ = {mark};
}

}  // namespace flk
