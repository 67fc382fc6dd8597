// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/cli/option_source.hpp>

#include <algorithm>
#include <cstdlib>

namespace flk {

bool is_given(const CLI::Option& option,
              const std::vector<std::string>& given) {
  const auto names = [&](const std::string& word) {
    const auto& long_names = option.get_lnames();
    const auto& short_names = option.get_snames();
    const auto name = word.substr(0, word.find('='));
    return std::any_of(long_names.begin(), long_names.end(),
                       [&](const auto& its) { return name == "--" + its; }) ||
           std::any_of(short_names.begin(), short_names.end(),
                       [&](const auto& its) { return name == "-" + its; });
  };
  return std::any_of(given.begin(), given.end(), names);
}

bool is_in_environment(const CLI::Option& option) {
  return !option.get_envname().empty() &&
         std::getenv(option.get_envname().c_str()) != nullptr;
}

bool is_overruled(const CLI::Option& option, const IsSet& is_set) {
  const auto contradicted = [&](const CLI::Option* one) {
    const auto others = one->get_excludes();
    return std::any_of(others.begin(), others.end(),
                       [&](const auto* other) { return is_set(*other); });
  };
  const auto needed = option.get_needs();
  return contradicted(&option) ||
         std::any_of(needed.begin(), needed.end(), contradicted);
}

}  // namespace flk
