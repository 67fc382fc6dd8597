// SPDX-License-Identifier: GPL-3.0-or-later
// The gateway as a whole: server, workers, service and group commit over one
// store.

#pragma once

#include <atomic>
#include <mutex>
#include <optional>
#include <string>

#include <flock/gateway/admin_server.hpp>
#include <flock/gateway/refusal_log.hpp>
#include <flock/gateway/server.hpp>
#include <flock/gateway/service.hpp>
#include <flock/gateway/worker_pool.hpp>

namespace flk {

class Daemon {
 public:
  // Listens. All must outlive this. Throws Error (config).
  Daemon(Store& store, const ServerOptions& server,
         const ServiceOptions& service, Log& log);
  ~Daemon();

  std::string url() const { return server_.url(); }
  Server& server() { return server_; }
  // Until the server is stopped and what was taken is stored. Throws Error
  // where the store is lost, see Store::on_lost().
  void run();

  // What an administrator may ask: /healthz, /readyz, /metrics.
  AdminAnswer tell(const std::string& path);

 private:
  // Server::Gate and Server::Handler: look-ups that may wait are the workers'.
  std::optional<Admission> admit(const GatewayRequest& request,
                                 const Decide& decide);
  void handle(GatewayRequest request, const Respond& respond);
  // For a request that has no place among those that wait.
  GatewayAnswer busy(const GatewayRequest& request);
  AdminAnswer readiness();
  // Asks the store, unless somebody else is doing so: then what it said last.
  std::optional<std::string> fault_of_store();
  std::string figures() const;

  Store& store_;
  std::atomic<bool> lost_ = false;
  // Gone last: what the others still finish answers to its connections.
  Server server_;
  RefusalLog refusals_;
  Service service_;
  CommitQueue queue_;
  WorkerPool workers_;
  std::mutex asking_;  // held while the store is asked
  std::mutex mutex_;   // of what follows
  std::optional<std::string> last_fault_;
};

}  // namespace flk
