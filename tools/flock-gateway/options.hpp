// SPDX-License-Identifier: GPL-3.0-or-later
// flock-gateway's command line. See flock-gateway(8).

#pragma once

#include <string>
#include <vector>

#include <flock/cli/common_options.hpp>
#include <flock/gateway/invitation.hpp>
#include <flock/gateway/server.hpp>
#include <flock/gateway/service.hpp>
#include <flock/store/open.hpp>

namespace flk {

enum class GatewayVerb { none, serve, invite, list, show, keys, remove };

struct GatewayOptions {
  CommonOptions common;
  GatewayVerb verb = GatewayVerb::none;
  StoreOptions store;
  std::string listen = "127.0.0.1:5000";
  std::string registration = "invite";
  ServerOptions server;
  ServiceOptions service;
  Invitation invitation;
  std::vector<std::string> users;
};

void declare_options(CLI::App& app, GatewayOptions& options);

}  // namespace flk
