// SPDX-License-Identifier: GPL-3.0-or-later
// A run, and what a twig would give right now.

#include <flock/auth/registration.hpp>
#include <flock/base/error.hpp>
#include <flock/cli/paths.hpp>
#include <flock/collect/collector.hpp>

#include "flock-collect/preview.hpp"
#include "flock-collect/verbs.hpp"

namespace flk {

ExitStatus collect(const CollectOptions& options, Log& log) {
  const auto registration = require_registration(config_dir());
  const CollectContext context{options};
  context.make_missing_key();
  const auto ledger =
      Ledger::open_or_create(LedgerPlace::on_this_machine(state_dir()),
                             system_clock(), system_random());
  const auto engine = open_engine(options.engine);
  const auto per_user = PerUserConsent::of_this_process();
  const CollectSetup setup{context.catalogue, context.policy,   context.keys,
                           context.consent,   ledger,           *engine,
                           system_clock(),    context.platform, state_dir(),
                           registration.user, registration.url, per_user};
  auto out = RecordWriter::standard_output();
  const auto report = Collector{setup}.run(options.now, out);
  if (report.resumed) log.debug("gave out the rest of an earlier run");
  for (const auto& [twig, rows] : report.rows) {
    log.debug(twig + ": " + std::to_string(rows) + " rows");
  }
  for (const auto& [twig, why] : report.failures) {
    log.error("cannot run twig " + flk::quoted(twig) + ": " + why);
  }
  return report.failures.empty() ? ExitStatus::success
                                 : ExitStatus::partly_done;
}

ExitStatus preview_verb(const CollectOptions& options, Log& log) {
  const CollectContext context{options};
  auto out = RecordWriter::standard_output();
  bool examples = false;
  for (const auto& id : options.ids) {
    const auto preview = preview_of(context, options.engine, context.twig(id));
    for (const auto& line : preview.records) out.write(line);
    examples = examples || preview.example_pseudonyms;
  }
  out.flush();
  if (examples) log.warning(kExamplePseudonyms);
  return ExitStatus::success;
}

}  // namespace flk
