// SPDX-License-Identifier: GPL-3.0-or-later
// The configuration file, flock-tools(7): TOML, a table per tool (TOOL.VERB for
// a verb's), of which each tool takes its own.

#pragma once

#include <CLI/CLI.hpp>
#include <istream>
#include <string>
#include <vector>

namespace flk {

class ToolTable : public CLI::ConfigTOML {
 public:
  // `app` must outlive this; `given` is the command line, which wins.
  ToolTable(const CLI::App& app, std::vector<std::string> given)
      : app_(app), given_(std::move(given)) {}

  // Of the app's own tables what no other source overrules. Throws
  // CLI::ConfigError, naming file, table and key, for a table that is no
  // tool's, for what stands outside of a table, and for a key that is no option
  // there: a misspelt policy must not be silently another one.
  std::vector<CLI::ConfigItem> from_config(std::istream& in) const override;

 private:
  void check_place(const CLI::ConfigItem& item) const;
  void check_known(const CLI::ConfigItem& item) const;
  bool counts(const CLI::ConfigItem& item) const;
  // The verb's app; null where there is none.
  const CLI::App* find_verb(const std::vector<std::string>& verbs) const;
  const CLI::Option* find_option(const CLI::ConfigItem& item) const;
  [[noreturn]] void refuse(const std::string& why) const;

  const CLI::App& app_;
  std::vector<std::string> given_;
};

}  // namespace flk
