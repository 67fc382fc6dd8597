// SPDX-License-Identifier: GPL-3.0-or-later
// Credentials that were good once, so that whoever shares an address with
// somebody who fails all the time is still looked up. In bounded memory: those
// that were shown last. Being known lets nobody in. For several threads at
// once.

#pragma once

#include <cstddef>
#include <mutex>
#include <unordered_set>

#include <flock/auth/basic.hpp>

namespace flk {

class KnownTokens {
 public:
  // Keeps at least the last `keep`, and at most twice as many.
  explicit KnownTokens(std::size_t keep = 65536) : keep_(keep) {}

  bool has(const BasicCredentials& credentials) const;
  void add(const BasicCredentials& credentials);

 private:
  std::size_t keep_;
  mutable std::mutex mutex_;  // of what follows
  std::unordered_set<std::size_t> recent_;
  std::unordered_set<std::size_t> before_;
};

}  // namespace flk
