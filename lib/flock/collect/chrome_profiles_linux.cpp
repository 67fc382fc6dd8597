// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/collect/chrome_profiles.hpp>

#include <array>
#include <nlohmann/json.hpp>
#include <set>

#include <flock/collect/json_tree.hpp>

namespace flk {
namespace {

struct Browser {
  std::string_view type;
  std::string_view folder;  // below the home folder
};

constexpr std::array kBrowsers{
    Browser{"chrome", ".config/google-chrome"},
    Browser{"chrome_beta", ".config/google-chrome-beta"},
    Browser{"chrome_dev", ".config/google-chrome-unstable"},
    Browser{"brave", ".config/BraveSoftware/Brave-Browser"},
    Browser{"brave",
            ".var/app/com.brave.Browser/config/BraveSoftware/Brave-Browser"},
    Browser{"brave_beta", ".config/BraveSoftware/Brave-Browser-Beta"},
    Browser{"brave_nightly", ".config/BraveSoftware/Brave-Browser-Nightly"},
    Browser{"chromium", ".config/chromium"},
    Browser{"chromium", "snap/chromium/common/chromium"},
    Browser{"chromium", ".var/app/org.chromium.Chromium/config/chromium"},
    Browser{"yandex", ".config/yandex-browser-beta"},
    Browser{"edge", ".config/microsoft-edge"},
    Browser{"edge_beta", ".config/microsoft-edge-beta"},
    Browser{"edge_dev", ".config/microsoft-edge-dev"},
    Browser{"opera", ".config/opera"},
    Browser{"vivaldi", ".config/vivaldi"},
    Browser{"vivaldi", ".var/app/com.vivaldi.Vivaldi/config/vivaldi"},
};

constexpr std::array<const char*, 2> kPreferences{"/Preferences",
                                                  "/Secure Preferences"};

bool is_profile(const std::string& path, const TableContext& context) {
  for (const auto* file : kPreferences) {
    if (context.exists(path + file)) return true;
  }
  return false;
}

void add_extensions(const nlohmann::json& settings, const std::string& profile,
                    const TableContext& context, ChromePreferences& out) {
  if (!settings.is_object()) return;
  for (const auto& [identifier, entry] : settings.items()) {
    auto path = scalar(member(entry, "path"));
    if (path.empty()) continue;
    if (!path.starts_with('/')) path = profile + "/Extensions/" + path;
    out.extensions.try_emplace(
        context.resolved(path),
        ChromeExtensionSettings{identifier, scalar(member(entry, "state")),
                                scalar(member(entry, "from_webstore")),
                                scalar(member(entry, "install_time"))});
  }
}

}  // namespace

std::vector<ChromeProfile> chrome_profiles(const Account& account,
                                           const TableContext& context) {
  std::vector<ChromeProfile> profiles;
  std::set<std::string> seen;
  for (const auto& browser : kBrowsers) {
    const auto folder =
        context.resolved(account.directory + "/" + std::string(browser.folder));
    // Opera has its one profile right there.
    auto candidates = is_profile(folder, context)
                          ? std::vector<std::string>{folder}
                          : context.folders(folder);
    for (const auto& candidate : candidates) {
      auto path = context.resolved(candidate);
      if (is_profile(path, context) && seen.insert(path).second) {
        profiles.push_back({browser.type, std::move(path)});
      }
    }
  }
  return profiles;
}

ChromePreferences chrome_preferences(const ChromeProfile& profile,
                                     const TableContext& context) {
  ChromePreferences out;
  for (const auto* file : kPreferences) {
    const auto tree =
        parse_tree(context.read(profile.path + file).value_or(""));
    if (out.name.empty()) out.name = scalar(member(tree, "profile.name"));
    add_extensions(member(tree, "extensions.settings"), profile.path, context,
                   out);
    // Opera's own.
    add_extensions(member(tree, "extensions.opsettings"), profile.path, context,
                   out);
  }
  return out;
}

}  // namespace flk
