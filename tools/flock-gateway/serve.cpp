// SPDX-License-Identifier: GPL-3.0-or-later

#include <unistd.h>

#include <csignal>
#include <optional>
#include <thread>

#include <flock/base/fd.hpp>
#include <flock/gateway/daemon.hpp>
#include <flock/gateway/pruner.hpp>
#include <flock/gateway/sd_notify.hpp>
#include <flock/store/engine_setup.hpp>

#include "verbs.hpp"

namespace flk {
namespace {

Log service_log(const CommonOptions& options) {
  auto least = LogLevel::info;
  if (options.verbose) least = LogLevel::debug;
  if (options.quiet) least = LogLevel::warning;
  return {"flock-gateway", options.json ? LogFormat::json : LogFormat::daemon,
          least};
}

RegistrationMode registration_mode(const std::string& name) {
  if (name == "open") return RegistrationMode::open;
  if (name == "closed") return RegistrationMode::closed;
  return RegistrationMode::invite;
}

ServerOptions server_options(const GatewayOptions& options) {
  auto server = options.server;
  server.drain_timeout = Seconds{options.drain_seconds};
  server.trusted_proxies = TrustedProxies{options.trusted_proxies};
  server.listen = ListenAddress::parse(options.listen);
  if (!server.listen.loopback && server.certificate_file.empty()) {
    throw Error(ErrorKind::config,
                "will not listen on " + options.listen +
                    " without TLS: tokens would go over the wire",
                "give --cert and --key, or listen on 127.0.0.1 behind a proxy");
  }
  return server;
}

// Whoever started us may wait for this line, or for READY=1.
void announce(const std::string& url, Log& log) {
  log.info("listening", {{"url", url}});
  write_all(STDOUT_FILENO, "listening " + url + "\n", "standard output");
  notify_service_manager("READY=1");
}

// Whoever gets hold of the gateway shall not get the records.
void require_write_only(const GatewayOptions& options) {
  ElasticClient client{options.store.elastic};
  const auto fault = reads_records(client);
  if (!fault) return;
  throw Error(
      ErrorKind::config,
      "will not serve with credentials that may read records: " + *fault,
      "give the gateway the role that flock-gateway setup installs");
}

void warn_of_readers(const GatewayOptions& options, Log& log) {
  try {
    ElasticClient client{options.store.elastic};
    const auto fault = reads_records(client);
    if (!fault) return;
    log.warning(
        "the engine's credentials may read records, which a gateway's "
        "should not",
        {{"reason", *fault}});
  } catch (const Error& error) {
    log.warning("cannot tell whether the engine's credentials may read records",
                {{"reason", error.what()}});
  }
}

// Throws Error (config) at options that are for the other kind of store.
void check_fits_store(const GatewayOptions& options) {
  if (options.keep && has_engine(options)) {
    throw Error(ErrorKind::config,
                "will not keep what is in an engine to --keep: the gateway's "
                "credentials must not let it delete",
                "give the indices a lifecycle policy, or run flock-gateway "
                "prune as an administrator");
  }
  if (options.store.max_bytes > 0 && has_engine(options)) {
    throw Error(ErrorKind::config,
                "cannot bound an engine with --max-store-bytes: that is the "
                "embedded store's",
                "use the engine's own watermarks");
  }
  if (options.strict && !has_engine(options)) {
    throw Error(ErrorKind::config,
                "cannot be --strict with the embedded store: that asks an "
                "engine what its credentials let the gateway read",
                "leave it out, or name the engine with --elasticsearch");
  }
}

// What an administrator should know of the store, while it serves: an engine
// that does not answer takes some seconds to find out.
void warn_of_store(Store& store, const GatewayOptions& options, Log& log) {
  if (const auto fault = store.fault()) {
    log.warning("the store is away, requests are answered with 503 meanwhile",
                {{"reason", *fault}});
  } else if (has_engine(options) && !options.strict) {
    warn_of_readers(options, log);
  }
}

// That the store is a new one should be no surprise.
std::unique_ptr<Store> open_announced(const GatewayOptions& options, Log& log) {
  const auto file = missing_store(options);
  auto store = open_store(options.store, StoreAccess::read_write);
  if (file)
    log.info("there was no store, a new one is made", {{"file", *file}});
  return store;
}

}  // namespace

ExitStatus serve(const GatewayOptions& options) {
  auto log = service_log(options.common);
  std::signal(SIGPIPE, SIG_IGN);
  const auto server = server_options(options);
  check_fits_store(options);
  auto service = options.service;
  service.registration = registration_mode(options.registration);
  service.max_body_bytes = server.max_body_bytes;
  service.max_unpacked_bytes = server.max_inflight_bytes;
  service.trusted_proxies = server.trusted_proxies;
  const auto store = open_announced(options, log);
  if (options.strict) require_write_only(options);
  std::optional<Pruner> pruner;
  if (options.keep) {
    pruner.emplace(*store, *options.keep, system_clock(), log);
  }
  Daemon daemon{*store, server, service, log};
  daemon.server().obey_signals();
  std::optional<AdminServer> admin;
  if (!options.admin_listen.empty()) {
    admin.emplace(
        options.admin_listen,
        [&](const std::string& path) { return daemon.tell(path); }, log);
    log.info("listening for administrators", {{"url", admin->url()}});
  }
  announce(daemon.url(), log);
  std::jthread warning{[&] { warn_of_store(*store, options, log); }};
  daemon.run();
  // Whoever still waited has been told nothing, and will ask again.
  store->give_up();
  notify_service_manager("STOPPING=1");
  return ExitStatus::success;
}

}  // namespace flk
