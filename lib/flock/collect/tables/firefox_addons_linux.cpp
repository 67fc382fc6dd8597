// SPDX-License-Identifier: GPL-3.0-or-later
// firefox_addons: extensions.json in the profiles of Firefox.

#include <array>
#include <nlohmann/json.hpp>
#include <string>

#include <flock/collect/accounts.hpp>
#include <flock/collect/json_tree.hpp>
#include <flock/collect/tables/tables.hpp>

namespace flk {
namespace {

// Since version 147 new profiles lie in the last one.
constexpr std::array kFolders{"/.mozilla/firefox",
                              "/snap/firefox/common/.mozilla/firefox",
                              "/.config/mozilla/firefox"};

// A scalar as osquery writes it; NULL where there is none.
Value text_of(const nlohmann::json& addon, std::string_view path) {
  const auto& value = member(addon, path);
  if (value.is_null() || value.is_structured()) return {};
  return scalar(value, "0", "1");
}

bool is_disabled(const nlohmann::json& addon) {
  for (const auto* key : {"softDisabled", "appDisabled", "userDisabled"}) {
    const auto flag = scalar(member(addon, key));
    if (flag == "true" || flag == "1") return true;
  }
  return false;
}

void add_addons(const std::string& profile, const Account& account,
                const TableContext& context, TableRows& rows) {
  const auto tree =
      parse_tree(context.read(profile + "/extensions.json").value_or(""));
  const auto& addons = member(tree, "addons");
  if (!addons.is_array()) return;
  for (const auto& addon : addons) {
    if (!addon.is_object()) continue;
    rows.add({{"uid", account.uid},
              {"name", text_of(addon, "defaultLocale.name")},
              {"identifier", text_of(addon, "id")},
              {"creator", text_of(addon, "defaultLocale.creator")},
              {"type", text_of(addon, "type")},
              {"version", text_of(addon, "version")},
              {"description", text_of(addon, "defaultLocale.description")},
              {"source_url", text_of(addon, "sourceURI")},
              {"visible", text_of(addon, "visible")},
              {"active", text_of(addon, "active")},
              {"disabled", is_disabled(addon)},
              {"autoupdate", text_of(addon, "applyBackgroundUpdates")},
              {"location", text_of(addon, "location")},
              {"path", text_of(addon, "path")}});
  }
}

void generate(const TableContext& context, TableRows& rows) {
  for (const auto& account : asked_accounts(context)) {
    for (const auto* folder : kFolders) {
      for (const auto& profile : context.folders(account.directory + folder)) {
        add_addons(profile, account, context, rows);
      }
    }
  }
}

}  // namespace

const Table kFirefoxAddonsTable{"firefox_addons",
                                {{"uid", kBigint},
                                 {"name"},
                                 {"identifier"},
                                 {"creator"},
                                 {"type"},
                                 {"version"},
                                 {"description"},
                                 {"source_url"},
                                 {"visible", kInteger},
                                 {"active", kInteger},
                                 {"disabled", kInteger},
                                 {"autoupdate", kInteger},
                                 {"location"},
                                 {"path"}},
                                "uid",
                                generate};

}  // namespace flk
