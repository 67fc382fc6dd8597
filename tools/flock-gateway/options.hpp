// SPDX-License-Identifier: GPL-3.0-or-later
// flock-gateway's command line. See flock-gateway(8).

#pragma once

#include <optional>
#include <string>
#include <vector>

#include <flock/cli/common_options.hpp>
#include <flock/gateway/invitation.hpp>
#include <flock/gateway/server.hpp>
#include <flock/gateway/service.hpp>
#include <flock/store/open.hpp>

namespace flk {

enum class GatewayVerb {
  none,
  serve,
  invite,
  list_invites,
  revoke_invite,
  list,
  show,
  keys,
  rename,
  reset_token,
  import_users,
  remove,
  prune,
  backup,
  check,
  setup
};

struct GatewayOptions {
  CommonOptions common;
  GatewayVerb verb = GatewayVerb::none;
  StoreOptions store;
  std::string listen = "127.0.0.1:5000";
  std::string registration = "invite";
  ServerOptions server;
  ServiceOptions service;
  Invitation invitation;
  std::string admin_credentials;
  std::vector<std::string> users;
  std::string user;          // of rename and reset-token
  std::string name;          // the new display name
  std::string invite_id;     // as `users invite list` prints it
  std::string admin_listen;  // empty: nowhere
  std::vector<std::string> trusted_proxies;
  std::size_t drain_seconds = 30;
  bool strict = false;
  bool dry_run = false;
  bool with_records = false;         // deleted with their user
  std::string backup;                // the copy's file
  std::string import_file;           // empty or -: standard input
  std::optional<Milliseconds> keep;  // how long records are kept
};

void declare_options(CLI::App& app, GatewayOptions& options);

}  // namespace flk
