// SPDX-License-Identifier: GPL-3.0-or-later

#include "interface/tools.hpp"

#include <CLI/CLI.hpp>

#include <flock/cli/run_tool.hpp>

#include "flock-certs/options.hpp"
#include "flock-collect/options.hpp"
#include "flock-fetch/options.hpp"
#include "flock-gateway/options.hpp"
#include "flock-redact/options.hpp"
#include "flock-send/options.hpp"
#include "flock-sign/options.hpp"

namespace flk {
namespace {

bool takes_value(const CLI::Option& option) {
  return option.get_items_expected_max() > 0;
}

Command command_of(const CLI::App& app, const std::string& path) {
  Command command;
  command.path = path;
  for (const auto* option : app.get_options()) {
    for (const auto& name : option->get_lnames()) {
      command.options.emplace(name, takes_value(*option));
      if (option->get_required()) command.required.insert(name);
    }
  }
  for (const auto* verb : app.get_subcommands({})) {
    command.verbs.push_back(verb->get_name());
  }
  return command;
}

void collect(const CLI::App& app, const std::string& path,
             std::vector<Command>& commands) {
  commands.push_back(command_of(app, path));
  for (const auto* verb : app.get_subcommands({})) {
    collect(*verb, path + " " + verb->get_name(), commands);
  }
}

template <typename Options>
Tool tool(const std::string& name) {
  CLI::App app{"", name};
  Options options;
  declare_options(app, options);
  declare_tool_options(app);
  Tool declared;
  declared.name = name;
  declared.footer = app.get_footer();
  collect(app, name, declared.commands);
  return declared;
}

}  // namespace

std::vector<Tool> all_tools() {
  return {tool<CertsOptions>("flock-certs"),
          tool<CollectOptions>("flock-collect"),
          tool<FetchOptions>("flock-fetch"),
          tool<GatewayOptions>("flock-gateway"),
          tool<RedactOptions>("flock-redact"),
          tool<SendOptions>("flock-send"),
          tool<SignOptions>("flock-sign")};
}

OptionSet common_options() {
  CLI::App app;
  CommonOptions options;
  declare_common_options(app, options);
  declare_tool_options(app);
  return command_of(app, "").options;
}

OptionSet filter_options() {
  CLI::App app;
  app.set_help_flag();
  FilterOptions options;
  declare_filter_options(app, options);
  return command_of(app, "").options;
}

OptionSet without(OptionSet options, const OptionSet& left_out) {
  for (const auto& [name, takes_value] : left_out) options.erase(name);
  return options;
}

}  // namespace flk
