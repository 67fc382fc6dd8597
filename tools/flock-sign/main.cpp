// SPDX-License-Identifier: GPL-3.0-or-later
// flock-sign: signs each record read from standard input, and verifies such
// records; signs whole files as well. See flock-sign(1).

#include <CLI/CLI.hpp>

#include <flock/cli/run_tool.hpp>

#include "flock-sign/options.hpp"
#include "flock-sign/verbs.hpp"

int main(int argc, char* argv[]) {
  CLI::App app{"sign records, and verify them", "flock-sign"};
  flk::SignOptions options;
  flk::declare_options(app, options);
  return flk::run_tool(app, options.common, argc, argv, [&](flk::Log& log) {
    if (app.got_subcommand("keygen")) return keygen_verb(options, log);
    if (app.got_subcommand("pubkey")) return pubkey_verb(options);
    if (app.got_subcommand("rotate")) return rotate_verb(options, log);
    if (app.got_subcommand("sign-file")) return sign_file_verb(options, log);
    if (app.got_subcommand("verify-file")) {
      return verify_file_verb(options, log);
    }
    if (app.got_subcommand("verify")) return verify_verb(options, log);
    return sign(options, log);
  });
}
