// SPDX-License-Identifier: GPL-3.0-or-later
// flock-send: appends records to the ledger and delivers them to a gateway.
// See flock-send(1).

#include <CLI/CLI.hpp>

#include <flock/cli/run_tool.hpp>

#include "flock-send/options.hpp"
#include "flock-send/verbs.hpp"

int main(int argc, char* argv[]) {
  CLI::App app{"deliver records to a Flock gateway", "flock-send"};
  flk::SendOptions options;
  flk::declare_options(app, options);
  return flk::run_tool(app, options.common, argc, argv, [&](flk::Log& log) {
    if (app.got_subcommand("register")) return flk::register_verb(options, log);
    if (app.got_subcommand("ping")) return flk::ping_verb(log);
    if (app.got_subcommand("deliver")) return flk::deliver_verb(options, log);
    if (app.got_subcommand("outbox")) return flk::outbox_verb();
    if (app.got_subcommand("sent")) return flk::sent_verb();
    if (app.got_subcommand("withdraw")) return flk::withdraw_verb(options, log);
    if (app.got_subcommand("reset")) return flk::reset_verb(log);
    if (app.got_subcommand("status")) return flk::status_verb(options);
    return flk::send(options, log);
  });
}
