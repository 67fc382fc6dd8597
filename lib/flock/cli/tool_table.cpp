// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/cli/tool_table.hpp>

#include <algorithm>
#include <array>
#include <string_view>

#include <flock/base/error.hpp>
#include <flock/cli/option_source.hpp>

namespace flk {
namespace {

// One file serves all of them.
constexpr std::array<std::string_view, 7> kTools{
    "flock-certs",  "flock-collect", "flock-fetch", "flock-gateway",
    "flock-redact", "flock-send",    "flock-sign"};

// CLI11 marks where a table begins and ends.
bool is_mark(const CLI::ConfigItem& item) {
  return item.name == "++" || item.name == "--";
}

std::string table_of(const CLI::ConfigItem& item) {
  std::string table;
  for (const auto& part : item.parents) {
    table += (table.empty() ? "" : ".") + part;
  }
  return "[" + table + "]";
}

}  // namespace

std::vector<CLI::ConfigItem> ToolTable::from_config(std::istream& in) const {
  std::vector<CLI::ConfigItem> ours;
  for (auto& item : CLI::ConfigTOML::from_config(in)) {
    check_place(item);
    if (item.parents[0] != app_.get_name()) continue;
    check_known(item);
    if (is_mark(item)) continue;
    item.parents.erase(item.parents.begin());
    if (counts(item)) ours.push_back(std::move(item));
  }
  return ours;
}

void ToolTable::check_place(const CLI::ConfigItem& item) const {
  if (item.parents.empty()) {
    refuse(flk::quoted(item.name) +
           " stands outside of a table: options are in a tool's, such as [" +
           app_.get_name() + "]");
  }
  if (std::find(kTools.begin(), kTools.end(), item.parents[0]) ==
      kTools.end()) {
    refuse("the table " + table_of(item) + " is no tool's");
  }
}

void ToolTable::check_known(const CLI::ConfigItem& item) const {
  CLI::ConfigItem inner = item;
  inner.parents.erase(inner.parents.begin());
  if (find_verb(inner.parents) == nullptr) {
    refuse("the table " + table_of(item) + " is of a verb that there is not");
  }
  if (!is_mark(item) && find_option(inner) == nullptr) {
    refuse(flk::quoted(item.name) + " in the table " + table_of(item) +
           " is no option");
  }
}

bool ToolTable::counts(const CLI::ConfigItem& item) const {
  const auto& option = *find_option(item);
  const auto wins = [&](const CLI::Option& other) {
    return is_in_environment(other) || is_given(other, given_);
  };
  if (wins(option) || is_overruled(option, wins)) return false;
  const CLI::App* app = &app_;
  for (const auto& name : item.parents) {
    if (!app->got_subcommand(name)) return false;
    app = app->get_subcommand(name);
  }
  return true;
}

const CLI::App* ToolTable::find_verb(
    const std::vector<std::string>& verbs) const {
  const CLI::App* app = &app_;
  for (const auto& name : verbs) {
    const auto found = app->get_subcommands(
        [&](const CLI::App* verb) { return verb->check_name(name); });
    if (found.empty()) return nullptr;
    app = found[0];
  }
  return app;
}

// As CLI11 looks for it: by its long name, its short one, or as an argument.
const CLI::Option* ToolTable::find_option(const CLI::ConfigItem& item) const {
  const auto* app = find_verb(item.parents);
  if (app == nullptr) return nullptr;
  for (const auto* dashes : {"--", "-", ""}) {
    const auto* option = app->get_option_no_throw(dashes + item.name);
    if (option != nullptr) return option;
  }
  return nullptr;
}

void ToolTable::refuse(const std::string& why) const {
  throw CLI::ConfigError(flk::quoted(app_.get_config_ptr()->as<std::string>()) +
                         ": " + why);
}

}  // namespace flk
