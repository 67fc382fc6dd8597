// SPDX-License-Identifier: GPL-3.0-or-later
// What the server and its connections are to one another.

#pragma once

#include <memory>
#include <optional>
#include <string>

#include <flock/gateway/body_budget.hpp>
#include <flock/gateway/server.hpp>

namespace flk::server_detail {

// What the server does to connections of either kind.
class ConnectionBase {
 public:
  virtual ~ConnectionBase() = default;
  virtual void start() = 0;
  // Closes when what is under way is answered.
  virtual void drain() = 0;
};

// What connections need of the server.
class ConnectionHost {
 public:
  virtual ~ConnectionHost() = default;
  virtual const ServerOptions& options() const = 0;
  // Server::Gate and Server::Handler.
  virtual std::optional<Admission> admit(const GatewayRequest& request,
                                         Decide decide) = 0;
  virtual void handle(GatewayRequest request, Respond respond) = 0;
  virtual BodyBudget& bodies() = 0;
  // An answer of this status is on its way.
  virtual void count(int status) = 0;
  // Tells the log.
  virtual void refused(const char* reason, const std::string& peer) = 0;
  virtual bool draining() const = 0;
  virtual void forget(const std::shared_ptr<ConnectionBase>& connection) = 0;
};

}  // namespace flk::server_detail
