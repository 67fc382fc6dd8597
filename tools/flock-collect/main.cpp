// SPDX-License-Identifier: GPL-3.0-or-later
// flock-collect: runs the queries that the person has allowed, and prints the
// records that the ledger does not have. See flock-collect(1).

#include <CLI/CLI.hpp>

#include <flock/cli/run_tool.hpp>

#include "flock-collect/options.hpp"
#include "flock-collect/verbs.hpp"

int main(int argc, char* argv[]) {
  CLI::App app{"collect what a person allows, as records", "flock-collect"};
  flk::CollectOptions options;
  flk::declare_options(app, options);
  return flk::run_tool(app, options.common, argc, argv, [&](flk::Log& log) {
    if (app.got_subcommand("twigs")) return flk::twigs_verb(options);
    if (app.got_subcommand("show")) return flk::show_verb(options);
    if (app.got_subcommand("preview")) return flk::preview_verb(options, log);
    if (app.got_subcommand("allow")) return flk::allow_verb(options, log);
    if (app.got_subcommand("deny")) return flk::deny_verb(options, log);
    if (app.got_subcommand("status")) return flk::status_verb(options);
    return flk::collect(options, log);
  });
}
