// SPDX-License-Identifier: GPL-3.0-or-later
// flock-certs: a CA and the certificates of the fleet's servers. See
// flock-certs(1).

#include <CLI/CLI.hpp>
#include <unistd.h>

#include <flock/base/fd.hpp>
#include <flock/base/file.hpp>
#include <flock/certs/files.hpp>
#include <flock/cli/run_tool.hpp>

#include "verbs.hpp"

namespace {

// Another run may be asking for a passphrase at another terminal; a person who
// has to wait for it should know.
void say_if_waiting(const flk::CertsOptions& options, flk::Log& log) {
  const auto lock = flk::certificate_lock(options.dir);
  if (options.dry_run || ::isatty(STDERR_FILENO) == 0 ||
      !flk::file_exists(lock) || flk::FileLock::try_lock(lock)) {
    return;
  }
  log.warning("waiting for another flock-certs that is at work in " +
              flk::quoted(options.dir));
}

flk::ExitStatus run(const flk::CertsOptions& options, flk::Log& log) {
  using Verb = flk::CertsOptions::Verb;
  if (options.verb != Verb::check && options.verb != Verb::show) {
    say_if_waiting(options, log);
  }
  switch (options.verb) {
    case Verb::create:
    case Verb::client:
      return flk::create_missing(options, log);
    case Verb::check:
      return flk::check(options);
    case Verb::renew:
      return flk::renew(options, log);
    case Verb::revoke:
    case Verb::crl:
      return flk::revoke(options, log);
    case Verb::pkcs12:
      return flk::write_store(options, log);
    case Verb::show:
      return flk::show(options, log);
    case Verb::protect_ca_key:
      return flk::protect_key(options, log);
    case Verb::none:
      break;
  }
  throw flk::Error(flk::ErrorKind::config, "a verb is missing",
                   "flock-certs --help lists them");
}

}  // namespace

int main(int argc, char* argv[]) {
  CLI::App app{"make and look after the certificates of the fleet",
               "flock-certs"};
  flk::CertsOptions options;
  flk::declare_options(app, options);
  return flk::run_tool(app, options.common, argc, argv,
                       [&](flk::Log& log) { return run(options, log); });
}
