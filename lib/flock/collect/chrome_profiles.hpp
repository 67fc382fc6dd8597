// SPDX-License-Identifier: GPL-3.0-or-later
// Where Chrome and the browsers made from it keep a person's profiles on
// Linux, and what a profile says of its extensions.

#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include <flock/collect/accounts.hpp>

namespace flk {

struct ChromeProfile {
  std::string_view browser;  // osquery's browser_type
  std::string path;
};

std::vector<ChromeProfile> chrome_profiles(const Account& account,
                                           const TableContext& context);

// An extension as a profile's preferences have it.
struct ChromeExtensionSettings {
  std::string identifier;
  std::string state, from_webstore, install_time;
};

struct ChromePreferences {
  std::string name;                                           // of the profile
  std::map<std::string, ChromeExtensionSettings> extensions;  // by their folder
};

// Of `Preferences` and `Secure Preferences`, whichever are there.
ChromePreferences chrome_preferences(const ChromeProfile& profile,
                                     const TableContext& context);

}  // namespace flk
