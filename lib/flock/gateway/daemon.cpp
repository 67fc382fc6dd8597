// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/gateway/daemon.hpp>

#include <algorithm>
#include <memory>
#include <thread>

namespace flk {
namespace {

// Two for each core, and enough for some to wait for a look-up in an engine.
std::size_t worker_count() {
  constexpr std::size_t kLeast = 8;
  return std::max<std::size_t>(kLeast, 2 * std::thread::hardware_concurrency());
}

constexpr std::size_t kMaxWaiting = 4096;

}  // namespace

Daemon::Daemon(Store& store, const ServerOptions& server,
               const ServiceOptions& service, Log& log)
    : server_(
          server,
          [this](GatewayRequest request, Respond respond) {
            // std::function wants what can be copied.
            auto shared = std::make_shared<GatewayRequest>(std::move(request));
            const bool taken = workers_.post([this, shared, respond] {
              service_.handle(std::move(*shared), respond);
            });
            if (!taken) respond(unavailable());
          },
          log),
      queue_(store, {}, log),
      service_(store, queue_, service, system_clock(), system_random(), log),
      workers_(worker_count(), kMaxWaiting) {}

}  // namespace flk
