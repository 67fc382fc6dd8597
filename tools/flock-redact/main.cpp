// SPDX-License-Identifier: GPL-3.0-or-later
// flock-redact: passes of each record what the policy names. See
// flock-redact(1).

#include <CLI/CLI.hpp>

#include <flock/cli/run_tool.hpp>

#include "flock-redact/options.hpp"
#include "flock-redact/verbs.hpp"

int main(int argc, char* argv[]) {
  CLI::App app{"redact records by a policy", "flock-redact"};
  flk::RedactOptions options;
  flk::declare_options(app, options);
  return flk::run_tool(app, options.common, argc, argv, [&](flk::Log& log) {
    if (app.got_subcommand("policy")) return flk::policy_verb();
    if (app.got_subcommand("check")) return flk::check_verb(options);
    if (app.got_subcommand("keygen")) return flk::keygen_verb(options, log);
    if (app.got_subcommand("open")) return flk::open_verb(options, log);
    if (app.got_subcommand("pseudonym")) return flk::pseudonym_verb(options);
    if (app.got_subcommand("explain")) {
      return flk::explain_verb(options, log);
    }
    if (app.got_subcommand("test")) return flk::test_verb(options);
    return flk::redact(options, log);
  });
}
