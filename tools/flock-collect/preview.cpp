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
#include <flock/policy/rule_pseudonym.hpp>

namespace flk {
namespace {

// Before registration nobody has given this laptop a name.
std::string host_identifier() {
  const auto registration = load_registration(config_dir());
  return registration ? registration->user : "not-registered";
}

struct KeysToShow {
  PolicyKeys keys;
  std::string example;  // how pseudonyms begin that are none of this laptop's

  bool is_example_in(const std::string& record) const {
    return !example.empty() && record.find(example) != std::string::npos;
  }
};

// To look must leave nothing behind: where there is no pseudonym key, one for
// this once.
KeysToShow keys_to_show() {
  KeysToShow shown{PolicyKeys::load(config_dir()), {}};
  if (shown.keys.pseudonym) return shown;
  auto key = system_random().bytes(Pseudonymizer::kKeyBytes);
  shown.keys.pseudonym = SecretBytes::copy_of(key);
  wipe(key);
  shown.example = "p1." + Pseudonymizer{*shown.keys.pseudonym}.key_id() + ".";
  return shown;
}

}  // namespace

Preview preview_of(const CollectContext& context, const std::string& engine,
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
  const auto shown = keys_to_show();
  Redactor redactor{context.policy, shown.keys};
  RecordParser parser;
  Preview preview;
  for (const auto& row : now.rows) {
    const auto line = result_record(
        {twig.id, host, system_clock().now(), 0, 0, row, "added", {}, rules});
    std::string redacted;
    const auto record = parser.parse(line);
    if (record && redactor.redact(*record, redacted) == RedactOutcome::passed) {
      preview.example_pseudonyms |= shown.is_example_in(redacted);
      preview.records.push_back(redacted);
    }
  }
  return preview;
}

}  // namespace flk
