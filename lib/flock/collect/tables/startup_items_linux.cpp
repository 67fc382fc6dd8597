// SPDX-License-Identifier: GPL-3.0-or-later
// startup_items: desktop entries that start with a session (freedesktop.org's
// autostart specification), init scripts, and the units that systemd is told to
// start (systemd.unit(5), [Install]).

#include <array>
#include <set>
#include <string>

#include <flock/collect/accounts.hpp>
#include <flock/collect/tables/tables.hpp>
#include <flock/collect/text_fields.hpp>

namespace flk {
namespace {

// "[Section]" and below it "KEY=VALUE"; the last one counts.
std::string setting(std::string_view text, std::string_view section,
                    std::string_view key) {
  std::string value;
  bool within = false;
  for (const auto line : lines(text)) {
    if (line.starts_with('[')) {
      within = line == section;
    } else if (const auto entry = key_value(line, '=');
               within && entry && entry->key == key) {
      value = entry->value;
    }
  }
  return value;
}

// As osquery has it: the name of a folder in /home.
Value owner_of(const std::string& folder) {
  const auto parts = words(folder, "/");
  return parts.size() > 1 && parts[0] == "home" ? Value{parts[1]} : Value{};
}

void add_desktop_entries(const std::string& folder, const TableContext& context,
                         TableRows& rows) {
  constexpr std::string_view kSection = "[Desktop Entry]";
  for (const auto& path : context.files(folder)) {
    const auto text = context.read(path).value_or("");
    rows.add({{"name", setting(text, kSection, "Name")},
              {"path", setting(text, kSection, "Exec")},
              {"type", "Startup Item"},
              {"source", folder},
              {"status", "enabled"},
              {"username", owner_of(folder)}});
  }
}

void add_scripts(const std::string& folder, const TableContext& context,
                 TableRows& rows) {
  for (const auto& path : context.files(folder)) {
    rows.add({{"name", path.substr(path.rfind('/') + 1)},
              {"path", path},
              {"type", "Startup Item"},
              {"source", folder},
              {"status", "enabled"},
              {"username", owner_of(folder)}});
  }
}

// Where units lie, the first one counts (systemd.unit(5), UNIT FILE LOAD PATH).
constexpr std::array kUnitFolders{
    "/etc/systemd/system",         "/run/systemd/system",
    "/run/systemd/generator",      "/usr/local/lib/systemd/system",
    "/usr/lib/systemd/system",     "/lib/systemd/system",
    "/run/systemd/generator.late",
};

// The units that another one wants or requires to be started with it.
std::set<std::string> enabled_units(const TableContext& context) {
  std::set<std::string> units;
  for (const auto* folder : kUnitFolders) {
    for (const auto& path : context.folders(folder)) {
      if (!path.ends_with(".wants") && !path.ends_with(".requires")) continue;
      for (auto& name : context.names(path)) units.insert(std::move(name));
    }
  }
  return units;
}

// The file of `unit`, which for an instance NAME@X.service can be that of
// NAME@.service; empty where there is none.
std::string unit_file(const std::string& unit, const TableContext& context) {
  const auto at = unit.find('@');
  const auto dot = unit.rfind('.');
  const bool is_instance = at != unit.npos && dot != unit.npos && dot > at;
  const auto general =
      is_instance ? unit.substr(0, at + 1) + unit.substr(dot) : unit;
  for (const auto& name : {unit, general}) {
    for (const auto* folder : kUnitFolders) {
      auto path = std::string(folder) + "/" + name;
      if (context.exists(path)) return path;
    }
  }
  return {};
}

void add_units(const TableContext& context, TableRows& rows) {
  // The sign that systemd runs, sd_booted(3).
  if (!context.is_directory("/run/systemd/system")) return;
  for (const auto& unit : enabled_units(context)) {
    const auto path = unit_file(unit, context);
    const auto text = context.read(path).value_or("");
    rows.add({{"name", unit},
              {"path", path},
              {"type", "systemd unit"},
              {"source", setting(text, "[Unit]", "SourcePath")},
              {"status", "enabled"},
              {"username", setting(text, "[Service]", "User")}});
  }
}

void generate(const TableContext& context, TableRows& rows) {
  std::set<std::string> homes;
  for (auto& account : accounts(context)) {
    if (!account.directory.empty()) homes.insert(std::move(account.directory));
  }
  for (const auto& home : homes) {
    add_desktop_entries(home + "/.config/autostart/", context, rows);
    add_scripts(home + "/.config/autostart-scripts/", context, rows);
  }
  add_scripts("/etc/init.d/", context, rows);
  add_desktop_entries("/etc/xdg/autostart/", context, rows);
  add_units(context, rows);
}

}  // namespace

const Table kStartupItemsTable{"startup_items",
                               {{"name"},
                                {"path"},
                                {"args"},
                                {"type"},
                                {"source"},
                                {"status"},
                                {"username"}},
                               {},
                               generate};

}  // namespace flk
