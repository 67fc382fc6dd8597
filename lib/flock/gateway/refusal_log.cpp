// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/gateway/refusal_log.hpp>

#include <utility>

namespace flk {

void RefusalLog::add(const std::string& reason, const std::string& address,
                     Time now) {
  constexpr std::chrono::minutes kQuiet{1};
  std::size_t unlogged = 0;
  {
    const std::lock_guard lock{mutex_};
    const auto [found, is_new] = reasons_.try_emplace(reason, Reason{now});
    if (!is_new) {
      auto& known = found->second;
      if (now - known.logged < kQuiet) {
        ++known.unlogged;
        return;
      }
      known.logged = now;
      unlogged = std::exchange(known.unlogged, 0);
    }
  }
  log_.warning("refused", {{"reason", reason},
                           {"address", address},
                           {"others_since", std::to_string(unlogged)}});
}

}  // namespace flk
