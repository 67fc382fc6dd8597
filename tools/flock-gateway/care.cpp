// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/base/file.hpp>
#include <flock/record/writer.hpp>
#include <flock/store/engine_setup.hpp>
#include <flock/store/sqlite_care.hpp>
#include <flock/store/store_owner.hpp>

#include "verbs.hpp"

namespace flk {
namespace {

// The embedded store's file.
std::string embedded(const GatewayOptions& options, const char* verb) {
  if (has_engine(options)) {
    throw Error(ErrorKind::config,
                std::string("cannot ") + verb +
                    " an engine: that is the "
                    "embedded store's",
                "use the engine's own snapshots and health");
  }
  return store_file(options.store);
}

// A mistyped name shall not make a store that no gateway serves; reading makes
// none.
void require_store(const std::string& file, GatewayVerb verb,
                   StoreAccess access) {
  if (access == StoreAccess::read_only || verb == GatewayVerb::invite ||
      file_exists(file)) {
    return;
  }
  throw Error(ErrorKind::config, "there is no store " + flk::quoted(file),
              "name the gateway's file with --store; serve makes it");
}

}  // namespace

bool has_engine(const GatewayOptions& options) {
  return !options.store.elastic.url.empty();
}

std::optional<std::string> missing_store(const GatewayOptions& options) {
  if (has_engine(options)) return std::nullopt;
  auto file = store_file(options.store);
  if (file_exists(file)) return std::nullopt;
  return file;
}

void warn_of_new_store(const GatewayOptions& options, Log& log) {
  const auto file = missing_store(options);
  if (!file) return;
  log.warning("there was no store " + flk::quoted(*file) +
              ": it is made now, and the invite is good where flock-gateway "
              "serves it");
}

std::unique_ptr<Store> open_for_verb(const GatewayOptions& options,
                                     StoreAccess access) {
  auto store = options.store;
  if (!options.admin_credentials.empty()) {
    if (!has_engine(options)) {
      throw Error(ErrorKind::config,
                  "cannot use --admin-credentials with the embedded store: "
                  "they are for an engine",
                  "give --elasticsearch URL as well, or leave them out");
    }
    store.elastic.credentials_file = options.admin_credentials;
  }
  if (!has_engine(options)) {
    const auto file = store_file(store);
    require_store(file, options.verb, access);
    become_owner_of_store(file);
  }
  return open_store(store, access);
}

ExitStatus prune(const GatewayOptions& options, Log& log) {
  const auto store = open_for_verb(options, StoreAccess::read_write);
  const auto deleted = store->prune(system_clock().now() - *options.keep);
  log.info("deleted " + std::to_string(deleted) + " records");
  return ExitStatus::success;
}

ExitStatus backup(const GatewayOptions& options) {
  backup_store(embedded(options, "back up"), options.backup);
  return ExitStatus::success;
}

ExitStatus check(const GatewayOptions& options, Log& log) {
  const auto file = embedded(options, "check");
  become_owner_of_store(file);
  const auto report = check_store(file);
  auto out = RecordWriter::standard_output();
  for (const auto& fault : report.faults) out.write(flk::quoted(fault));
  out.flush();
  log.debug("the store holds " + std::to_string(report.records) +
            " records of " + std::to_string(report.users) + " users");
  return report.faults.empty() ? ExitStatus::success : ExitStatus::answer_is_no;
}

ExitStatus setup(const GatewayOptions& options, Log& log) {
  auto elastic = options.store.elastic;
  if (!has_engine(options)) {
    throw Error(ErrorKind::config, "cannot set up: --elasticsearch is missing",
                "the embedded store needs no setup");
  }
  if (!options.admin_credentials.empty()) {
    elastic.credentials_file = options.admin_credentials;
  }
  ElasticClient client{elastic};
  const bool opensearch = client.is_opensearch();
  auto out = RecordWriter::standard_output();
  for (const auto& step : setup_steps(opensearch, options.keep)) {
    if (options.dry_run) {
      out.write(step.method + " " + step.path + "\n" + step.body);
      continue;
    }
    switch (run_step(client, step)) {
      case StepOutcome::done:
        log.info("installed: " + step.what);
        break;
      case StepOutcome::there_already:
        log.info("there already: " + step.what);
        break;
      case StepOutcome::no_such_feature:
        log.warning("this engine has no such thing: " + step.what);
        break;
    }
  }
  out.flush();
  if (opensearch) {
    log.warning(
        "OpenSearch's roles cannot forbid overwriting: flock_gateway can "
        "neither read nor delete records, but whoever has its password could "
        "put others in their place");
  }
  return ExitStatus::success;
}

}  // namespace flk
