// SPDX-License-Identifier: GPL-3.0-or-later

#include "flock-collect/options.hpp"

#include <CLI/CLI.hpp>

namespace flk {
namespace {

void declare_policy(CLI::App& app, CollectOptions& options) {
  app.add_option("--policy", options.policy,
                 "the redaction policy that consent is about")
      ->type_name("FILE");
}

void declare_engine(CLI::App& app, CollectOptions& options) {
  app.add_option("--engine", options.engine,
                 "what runs the queries: auto, osquery or built-in")
      ->check(CLI::IsMember({"auto", "osquery", "built-in"}).description(""))
      ->type_name("ENGINE")
      ->capture_default_str();
}

void declare_verbs(CLI::App& app, CollectOptions& options) {
  auto& common = options.common;
  auto* verb = declare_verb(
      app, "twigs", "list what could be asked, and your answers", common);
  declare_policy(*verb, options);
  verb =
      declare_verb(app, "show", "show a twig's card: what, why, how", common);
  verb->add_option("ID", options.ids, "twigs")->required();
  declare_policy(*verb, options);
  verb = declare_verb(app, "preview",
                      "print the rows that would leave right now", common);
  verb->add_option("ID", options.ids, "twigs")->required();
  declare_policy(*verb, options);
  declare_engine(*verb, options);
  verb = declare_verb(app, "allow",
                      "say yes to twigs; without ID, asks one by one", common);
  verb->add_option("ID", options.ids, "twigs");
  declare_policy(*verb, options);
  declare_engine(*verb, options);
  verb = declare_verb(app, "deny", "say no to twigs, and take back what waits",
                      common);
  verb->add_option("ID", options.ids, "twigs")->required();
  declare_policy(*verb, options);
  verb = declare_verb(app, "status", "say in a sentence how collection stands",
                      common);
  declare_policy(*verb, options);
}

}  // namespace

void declare_options(CLI::App& app, CollectOptions& options) {
  declare_common_options(app, options.common);
  app.add_flag("--now", options.now,
               "run every allowed twig, whether due or not");
  declare_policy(app, options);
  declare_engine(app, options);
  declare_verbs(app, options);
  app.footer(
      "Examples:\n"
      "  flock-collect preview os_version\n"
      "  flock-collect allow os_version\n"
      "  flock-collect | flock-redact | flock-sign | flock-send\n");
}

}  // namespace flk
