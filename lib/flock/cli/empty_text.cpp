// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/cli/empty_text.hpp>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>

namespace flk {
namespace {

[[noreturn]] void refuse(const std::string& name, const std::string& how) {
  throw CLI::ValidationError(
      name, "the text is empty" + how + ": give one, or leave it out");
}

bool takes_text(const CLI::Option& option) {
  return option.get_items_expected_max() > 0;
}

// CLI11 passes over a variable that is empty.
bool is_empty_variable(const CLI::Option& option) {
  if (option.count() > 0 || option.get_envname().empty()) return false;
  const auto* value = std::getenv(option.get_envname().c_str());
  return value != nullptr && *value == '\0';
}

void check(const CLI::Option& option) {
  if (!takes_text(option)) return;
  if (is_empty_variable(option)) {
    refuse(option.get_name(), " in " + option.get_envname());
  }
  const auto& texts = option.results();
  if (option.count() > 0 &&
      std::find(texts.begin(), texts.end(), "") != texts.end()) {
    refuse(option.get_name(), "");
  }
}

}  // namespace

void refuse_empty_words(const std::vector<std::string>& given) {
  for (const auto& word : given) {
    if (word == "--") return;
    if (word.starts_with("--") && word.find('=') == word.size() - 1) {
      refuse(word.substr(0, word.size() - 1), "");
    }
  }
}

void refuse_empty_texts(const CLI::App& app) {
  for (const auto* option : app.get_options()) check(*option);
  for (const auto* verb : app.get_subcommands()) refuse_empty_texts(*verb);
}

}  // namespace flk
