// SPDX-License-Identifier: GPL-3.0-or-later

#include <CLI/CLI.hpp>

#include "flock-redact/options.hpp"

namespace flk {
namespace {

void declare_keygen(CLI::App& app, RedactOptions& options) {
  auto* verb = declare_verb(app, "keygen",
                            "make this device's pseudonym key, or other keys",
                            options.common);
  auto* seal = verb->add_flag("--seal", options.seal,
                              "make the key pair that columns are sealed to");
  verb->add_flag("--fleet", options.fleet,
                 "make a pseudonym key for many laptops")
      ->excludes(seal);
  verb->add_option("--key", options.key,
                   "the secret key's file (default: pseudonym.key or seal.key)")
      ->type_name("FILE");
  verb->add_option("--public", options.public_key,
                   "the public key's file (default: seal.pub)")
      ->type_name("FILE")
      ->needs(seal);
}

void declare_open(CLI::App& app, RedactOptions& options) {
  auto* verb = declare_verb(app, "open", "open the sealed values in records",
                            options.common);
  declare_filter_options(*verb, options.filter);
  verb->add_option("--key", options.key, "the secret seal key's file")
      ->type_name("FILE")
      ->required();
}

void declare_pseudonym(CLI::App& app, RedactOptions& options) {
  auto* verb = declare_verb(app, "pseudonym",
                            "print the pseudonyms of known values, a line each",
                            options.common);
  verb->add_option("FILE", options.filter.files,
                   "values, a line each; - or none: standard input");
  verb->add_option("--domain", options.domain,
                   "the rule's domain, such as crontab.path")
      ->type_name("DOMAIN")
      ->required();
  verb->add_option("--month", options.month,
                   "of a rule that rotates monthly: 2026-11, or undated")
      ->type_name("MONTH");
  verb->add_option("--key", options.key,
                   "the key's file (default: pseudonym.key)")
      ->type_name("FILE");
}

void declare_policy(CLI::App& app, RedactOptions& options) {
  app.add_option("--policy", options.policy,
                 "the redaction policy (default: policy.json, else built-in)")
      ->type_name("FILE");
}

void declare_explain(CLI::App& app, RedactOptions& options) {
  auto* verb = declare_verb(app, "explain",
                            "say of each record what each rule did to it",
                            options.common);
  declare_filter_options(*verb, options.filter);
  declare_policy(*verb, options);
}

void declare_test(CLI::App& app, RedactOptions& options) {
  auto* verb =
      declare_verb(app, "test", "hold a policy against cases", options.common);
  verb->add_option("CASES", options.filter.files,
                   "records and what is to leave of them, a case a line")
      ->required();
  declare_policy(*verb, options);
}

}  // namespace

void declare_options(CLI::App& app, RedactOptions& options) {
  declare_common_options(app, options.common);
  declare_filter_options(app, options.filter);
  declare_policy(app, options);

  declare_verb(app, "policy", "print the built-in policy", options.common);

  declare_verb(app, "check", "hold a policy against the catalogue of twigs",
               options.common)
      ->add_option("POLICY", options.policy,
                   "a policy's file, - for standard input (default: "
                   "policy.json, else built-in)");

  declare_explain(app, options);
  declare_test(app, options);
  declare_keygen(app, options);
  declare_open(app, options);
  declare_pseudonym(app, options);
  app.footer(
      "Examples:\n"
      "  flock-redact osqueryd.results.log | jq .\n"
      "  flock-redact policy > policy.json\n"
      "  flock-redact check policy.json\n");
}

}  // namespace flk
