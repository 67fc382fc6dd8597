// SPDX-License-Identifier: GPL-3.0-or-later
// flock-gateway: takes the fleet's records and gives none back. See
// flock-gateway(8).

#include <CLI/CLI.hpp>

#include <flock/cli/run_tool.hpp>

#include "options.hpp"
#include "verbs.hpp"

namespace {

using flk::ExitStatus;
using flk::GatewayOptions;
using flk::GatewayVerb;

ExitStatus run(const GatewayOptions& options, flk::Log& log) {
  switch (options.verb) {
    case GatewayVerb::serve:
      return flk::serve(options);
    case GatewayVerb::invite:
      flk::warn_of_new_store(options, log);
      return flk::invite(options);
    case GatewayVerb::list_invites:
      return flk::list_invites(options);
    case GatewayVerb::revoke_invite:
      return flk::revoke_invite(options);
    case GatewayVerb::list:
    case GatewayVerb::show:
      return flk::list_users(options, log);
    case GatewayVerb::keys:
      return flk::list_keys(options);
    case GatewayVerb::rename:
      return flk::rename_user(options);
    case GatewayVerb::reset_token:
      return flk::reset_token(options);
    case GatewayVerb::import_users:
      return flk::import_users(options, log);
    case GatewayVerb::remove:
      return flk::delete_users(options, log);
    case GatewayVerb::prune:
      return flk::prune(options, log);
    case GatewayVerb::backup:
      return flk::backup(options);
    case GatewayVerb::check:
      return flk::check(options, log);
    case GatewayVerb::setup:
      return flk::setup(options, log);
    case GatewayVerb::none:
      break;
  }
  throw flk::Error(flk::ErrorKind::config, "a verb is missing",
                   "flock-gateway --help lists them");
}

}  // namespace

int main(int argc, char* argv[]) {
  CLI::App app{"take the fleet's records and give none back", "flock-gateway"};
  GatewayOptions options;
  flk::declare_options(app, options);
  return flk::run_tool(app, options.common, argc, argv,
                       [&](flk::Log& log) { return run(options, log); });
}
