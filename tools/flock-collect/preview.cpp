// SPDX-License-Identifier: GPL-3.0-or-later

#include "flock-collect/preview.hpp"

#include <flock/auth/registration.hpp>
#include <flock/base/error.hpp>
#include <flock/cli/paths.hpp>
#include <flock/collect/engine.hpp>
#include <flock/collect/per_user.hpp>
#include <flock/collect/result_record.hpp>
#include <flock/collect/twig_rows.hpp>
#include <flock/policy/redactor.hpp>

namespace flk {
namespace {

// Before registration nobody has given this laptop a name.
std::string host_identifier() {
  const auto registration = load_registration(config_dir());
  return registration ? registration->user : "not-registered";
}

}  // namespace

std::vector<std::string> preview_records(const CollectContext& context,
                                         const std::string& engine,
                                         const Twig& twig) {
  const auto per_user = PerUserConsent::of_this_process();
  const auto now =
      rows_of(*open_engine(engine), twig, context.terms_of(twig), per_user);
  if (!now.failure.empty()) {
    throw Error(ErrorKind::try_again,
                "cannot run twig " + flk::quoted(twig.id) + ": " + now.failure);
  }
  const auto host = host_identifier();
  const auto rules = context.policy.rules_hash(twig.id, context.keys);
  Redactor redactor{context.policy, context.keys};
  RecordParser parser;
  std::vector<std::string> records;
  for (const auto& row : now.rows) {
    const auto line = result_record(
        {twig.id, host, system_clock().now(), 0, 0, row, "added", {}, rules});
    std::string redacted;
    const auto record = parser.parse(line);
    if (record && redactor.redact(*record, redacted) == RedactOutcome::passed) {
      records.push_back(redacted);
    }
  }
  return records;
}

}  // namespace flk
