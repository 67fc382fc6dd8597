// SPDX-License-Identifier: GPL-3.0-or-later
// flock-gateway: takes the fleet's records and gives none back. See
// flock-gateway(8).

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <csignal>

#include <flock/base/fd.hpp>
#include <flock/cli/run_tool.hpp>
#include <flock/gateway/daemon.hpp>
#include <flock/gateway/sd_notify.hpp>
#include <flock/gateway/user_text.hpp>
#include <flock/record/writer.hpp>

#include "options.hpp"

namespace {

using flk::Error;
using flk::ErrorKind;
using flk::ExitStatus;
using flk::GatewayOptions;
using flk::GatewayVerb;
using flk::RecordWriter;
using flk::StoreAccess;

flk::Log service_log(const flk::CommonOptions& options) {
  auto least = flk::LogLevel::info;
  if (options.verbose) least = flk::LogLevel::debug;
  if (options.quiet) least = flk::LogLevel::warning;
  return {"flock-gateway",
          options.json ? flk::LogFormat::json : flk::LogFormat::daemon, least};
}

flk::RegistrationMode registration_mode(const std::string& name) {
  if (name == "open") return flk::RegistrationMode::open;
  if (name == "closed") return flk::RegistrationMode::closed;
  return flk::RegistrationMode::invite;
}

flk::ServerOptions server_options(const GatewayOptions& options) {
  auto server = options.server;
  server.listen = flk::ListenAddress::parse(options.listen);
  if (!server.listen.loopback && server.certificate_file.empty()) {
    throw Error(ErrorKind::config,
                "will not listen on " + options.listen +
                    " without TLS: tokens would go over the wire",
                "give --cert and --key, or listen on 127.0.0.1 behind a proxy");
  }
  return server;
}

// Whoever started us may wait for this line, or for READY=1.
void announce(const std::string& url, flk::Log& log) {
  log.info("listening", {{"url", url}});
  flk::write_all(STDOUT_FILENO, "listening " + url + "\n", "standard output");
  flk::notify_service_manager("READY=1");
}

ExitStatus serve(const GatewayOptions& options) {
  auto log = service_log(options.common);
  std::signal(SIGPIPE, SIG_IGN);
  const auto server = server_options(options);
  auto service = options.service;
  service.registration = registration_mode(options.registration);
  service.max_body_bytes = server.max_body_bytes;
  const auto store = flk::open_store(options.store, StoreAccess::read_write);
  if (const auto fault = store->fault()) {
    log.warning("the store is away, requests are answered with 503 meanwhile",
                {{"reason", *fault}});
  }
  flk::Daemon daemon{*store, server, service, log};
  daemon.server().obey_signals();
  announce(daemon.url(), log);
  daemon.run();
  flk::notify_service_manager("STOPPING=1");
  return ExitStatus::success;
}

ExitStatus invite(const GatewayOptions& options) {
  const auto store = flk::open_store(options.store, StoreAccess::read_write);
  const auto line = flk::invite(*store, options.invitation, flk::system_clock(),
                                flk::system_random());
  auto out = RecordWriter::standard_output();
  out.write(options.common.json ? "{\"invite\":\"" + line + "\"}" : line);
  out.flush();
  return ExitStatus::success;
}

[[noreturn]] void no_such_user(const std::string& name) {
  throw Error(ErrorKind::config, "there is no user " + flk::quoted(name));
}

ExitStatus list(const GatewayOptions& options) {
  const auto store = flk::open_store(options.store, StoreAccess::read_only);
  auto out = RecordWriter::standard_output();
  const auto print = [&](const flk::User& user) {
    out.write(options.common.json ? flk::user_json(user)
                                  : flk::user_line(user));
  };
  if (options.users.empty()) store->each_user(print);
  for (const auto& name : options.users) {
    const auto user = store->find_user(name);
    if (!user) no_such_user(name);
    print(*user);
  }
  out.flush();
  return ExitStatus::success;
}

ExitStatus keys(const GatewayOptions& options) {
  const auto store = flk::open_store(options.store, StoreAccess::read_only);
  const auto& users = options.users;
  auto out = RecordWriter::standard_output();
  store->each_key([&](const flk::UserKey& key) {
    const bool wanted = users.empty() || std::find(users.begin(), users.end(),
                                                   key.user) != users.end();
    if (!wanted) return;
    out.write(options.common.json ? flk::key_json(key) : flk::key_line(key));
  });
  out.flush();
  return ExitStatus::success;
}

// All or none: a name that is mistyped stops it before the first.
ExitStatus remove(const GatewayOptions& options, flk::Log& log) {
  const auto store = flk::open_store(options.store, StoreAccess::read_write);
  for (const auto& name : options.users) {
    if (!store->find_user(name)) no_such_user(name);
  }
  for (const auto& name : options.users) {
    store->delete_user(name, flk::system_clock().now());
    log.info("deleted " + name);
  }
  return ExitStatus::success;
}

ExitStatus run(const GatewayOptions& options, flk::Log& log) {
  switch (options.verb) {
    case GatewayVerb::serve:
      return serve(options);
    case GatewayVerb::invite:
      return invite(options);
    case GatewayVerb::list:
    case GatewayVerb::show:
      return list(options);
    case GatewayVerb::keys:
      return keys(options);
    case GatewayVerb::remove:
      return remove(options, log);
    case GatewayVerb::none:
      break;
  }
  throw Error(ErrorKind::config, "a verb is missing",
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
