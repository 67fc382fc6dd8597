// SPDX-License-Identifier: GPL-3.0-or-later

#include "options.hpp"

#include <CLI/CLI.hpp>

namespace flk {
namespace {

using Verb = CertsOptions::Verb;

// A verb with --out, and --now where it has to do with time.
CLI::App* declare(CLI::App& app, CertsOptions& options, Verb which,
                  const std::string& name, const std::string& description) {
  auto* verb = declare_verb(app, name, description, options.common);
  verb->callback([&options, which] { options.verb = which; });
  verb->add_option("--out", options.dir, "the folder of the certificates")
      ->type_name("DIR")
      ->capture_default_str();
  return verb;
}

void declare_now(CLI::App& verb, CertsOptions& options) {
  verb.add_option_function<std::string>(
          "--now",
          [&options](const std::string& text) {
            options.now = parse_rfc3339(text);
            // A certificate of 100 years must end in a year of four digits.
            constexpr auto kLast = std::chrono::days{365 * 7900};
            if (!options.now || options.now->count() < 0 ||
                *options.now > kLast) {
              throw CLI::ValidationError("--now", "'" + text +
                                                      "' is no time such as "
                                                      "2026-11-23T07:00:00Z");
            }
          },
          "take this for the time, for tests")
      ->type_name("TIME");
}

void declare_instances(CLI::App& verb, CertsOptions& options) {
  verb.add_option_function<std::string>(
          "--in",
          [&options](const std::string& file) {
            options.instances_file = file;
            options.instances_file_given = true;
          },
          "the instances to make certificates for")
      ->type_name("FILE")
      ->default_str(options.instances_file)
      ->run_callback_for_default(false);
}

void declare_passphrase(CLI::App& verb, CertsOptions& options) {
  verb.add_option("--passphrase-file", options.passphrase_file,
                  "read the passphrase from FILE; none: ask for it")
      ->type_name("FILE");
}

// Of the verbs that sign.
void declare_signing(CLI::App& verb, CertsOptions& options) {
  verb.add_option("--ca-key", options.ca_key,
                  "the CA's key where it is not in the folder")
      ->type_name("FILE");
  declare_passphrase(verb, options);
  declare_now(verb, options);
}

void declare_dry_run(CLI::App& verb, CertsOptions& options) {
  verb.add_flag("--dry-run", options.dry_run,
                "print what would be done, change nothing");
}

void declare_within(CLI::App& verb, CertsOptions& options,
                    const std::string& description) {
  declare_duration(verb, "--within", options.within, description)
      ->each(
          [&options](const std::string&) { options.within_is_given = true; });
}

void declare_create(CLI::App& app, CertsOptions& options) {
  auto* verb = declare(app, options, Verb::create, "create",
                       "make the certificates that are missing");
  verb->add_option("NAME", options.name, "of one instance; none: all");
  verb->add_option("DNS|IP", options.values,
                   "its names and addresses, for a new instances.yml");
  declare_instances(*verb, options);
  declare_dry_run(*verb, options);
  declare_signing(*verb, options);
}

void declare_client(CLI::App& app, CertsOptions& options) {
  auto* verb = declare(app, options, Verb::client, "client",
                       "make a client's certificate");
  verb->add_option("NAME", options.name, "of the client")->required();
  verb->add_option("EMAIL|URI|DNS|IP", options.values, "its other names");
  declare_instances(*verb, options);
  declare_dry_run(*verb, options);
  declare_signing(*verb, options);
}

void declare_check(CLI::App& app, CertsOptions& options) {
  auto* verb = declare(app, options, Verb::check, "check",
                       "print what is wrong, one finding a line");
  verb->add_option("NAME", options.names, "of instances, or ca; none: all");
  declare_instances(*verb, options);
  declare_within(*verb, options, "report what expires so soon");
  verb->add_option("--connect", options.connect,
                   "compare with what this server serves")
      ->type_name("HOST:PORT");
  verb->add_option("--ignore", options.ignored,
                   "leave out findings of this kind")
      ->type_name("KIND")
      ->allow_extra_args(false);
  declare_now(*verb, options);
}

void declare_renew(CLI::App& app, CertsOptions& options) {
  auto* verb = declare(app, options, Verb::renew, "renew",
                       "make certificates anew under the same names");
  verb->add_option("NAME", options.names,
                   "of instances, or ca; none: those that need it");
  verb->add_flag("--all", options.all, "all but the CA's");
  verb->add_flag("--rekey", options.rekey, "with new keys");
  declare_instances(*verb, options);
  declare_within(*verb, options, "renew what expires so soon");
  declare_dry_run(*verb, options);
  declare_signing(*verb, options);
}

void declare_crl_validity(CLI::App& verb, CertsOptions& options) {
  declare_duration(verb, "--valid", options.crl_validity,
                   "how long the CRL is valid");
}

void declare_revoke(CLI::App& app, CertsOptions& options) {
  auto* verb = declare(app, options, Verb::revoke, "revoke",
                       "revoke certificates and make a fresh CRL");
  verb->add_option("NAME", options.names, "of instances");
  verb->add_option("--serial", options.serials,
                   "a certificate that is not here any more, in hex")
      ->type_name("SERIAL")
      ->allow_extra_args(false);
  verb->add_option("--reason", options.reason, "why")
      ->type_name("REASON")
      ->check(
          CLI::IsMember({"unspecified", "key-compromise", "affiliation-changed",
                         "superseded", "cessation-of-operation"}))
      ->capture_default_str();
  declare_crl_validity(*verb, options);
  declare_signing(*verb, options);
}

void declare_crl(CLI::App& app, CertsOptions& options) {
  auto* verb = declare(app, options, Verb::crl, "crl", "make a fresh CRL");
  declare_crl_validity(*verb, options);
  declare_signing(*verb, options);
}

void declare_pkcs12(CLI::App& app, CertsOptions& options) {
  auto* verb = declare(app, options, Verb::pkcs12, "pkcs12",
                       "write a key and its certificates as PKCS#12");
  verb->add_option("NAME", options.name, "of an instance")->required();
  declare_passphrase(*verb, options);
}

void declare_protect(CLI::App& app, CertsOptions& options) {
  auto* verb = declare(app, options, Verb::protect_ca_key, "protect-ca-key",
                       "move the CA's key elsewhere, under a passphrase");
  verb->add_option("FILE", options.file, "where to")->required();
  declare_passphrase(*verb, options);
}

}  // namespace

void declare_options(CLI::App& app, CertsOptions& options) {
  declare_common_options(app, options.common);
  declare_create(app, options);
  declare_client(app, options);
  declare_check(app, options);
  declare_renew(app, options);
  declare_revoke(app, options);
  declare_crl(app, options);
  declare_pkcs12(app, options);
  declare(app, options, Verb::show, "show",
          "print what certificates there are");
  declare_protect(app, options);
  app.footer(
      "Examples:\n"
      "  flock-certs create gateway gateway.example.com 192.0.2.1\n"
      "  flock-certs create --in instances.yml --out certs\n"
      "  flock-certs check --within 30d --connect gateway.example.com:5000\n"
      "  flock-certs renew\n"
      "  flock-certs revoke --reason key-compromise gateway\n"
      "  flock-certs show\n");
}

}  // namespace flk
