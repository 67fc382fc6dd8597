// SPDX-License-Identifier: GPL-3.0-or-later

#include "options.hpp"

#include <CLI/CLI.hpp>

namespace flk {
namespace {

void declare_dir(CLI::App& verb, CertsOptions& options) {
  verb.add_option("--out", options.dir, "the folder of the certificates")
      ->type_name("DIR")
      ->capture_default_str();
}

void declare_create(CLI::App& app, CertsOptions& options) {
  auto* verb = declare_verb(
      app, "create", "make the certificates that are missing", options.common);
  verb->callback([&options] { options.create = true; });
  verb->add_option("NAME", options.name, "of one instance; none: all");
  verb->add_option("DNS|IP", options.dns_or_ip,
                   "its DNS names and IP addresses, for a new instances.yml");
  verb->add_option("--in", options.instances_file,
                   "the instances to make certificates for")
      ->type_name("FILE")
      ->capture_default_str();
  declare_dir(*verb, options);
}

void declare_show(CLI::App& app, CertsOptions& options) {
  auto* verb = declare_verb(app, "show", "print what certificates there are",
                            options.common);
  verb->callback([&options] { options.show = true; });
  declare_dir(*verb, options);
}

}  // namespace

void declare_options(CLI::App& app, CertsOptions& options) {
  declare_common_options(app, options.common);
  declare_create(app, options);
  declare_show(app, options);
  app.footer(
      "Examples:\n"
      "  flock-certs create gateway gateway.example.com 192.0.2.1\n"
      "  flock-certs create --in instances.yml --out certs\n"
      "  flock-certs show\n");
}

}  // namespace flk
