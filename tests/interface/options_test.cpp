// SPDX-License-Identifier: GPL-3.0-or-later
// One set of options and verbs everywhere: what a tool declares, its page, and
// the completions of three shells.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <ostream>

#include "interface/completions.hpp"
#include "interface/page.hpp"
#include "interface/tools.hpp"

namespace flk {

void PrintTo(const Tool& tool, std::ostream* out) { *out << tool.name; }

namespace {

const std::string kSource = FLOCK_SOURCE;

std::string page_file(const std::string& tool) {
  const auto base = kSource + "/man/" + tool;
  return std::filesystem::exists(base + ".8") ? base + ".8" : base + ".1";
}

// What a page says of a command: all but what flock-tools(7) says of every one.
OptionSet own(const OptionSet& options) {
  return without(without(options, common_options()), filter_options());
}

OptionSet all_options(const Tool& tool) {
  OptionSet all;
  for (const auto& command : tool.commands) {
    all.insert(command.options.begin(), command.options.end());
  }
  return all;
}

std::string help_of(const std::string& path) {
  return output_of(std::string(FLOCK_TOOL_DIR) + "/" + path + " --help");
}

std::string description_of(const std::string& tool) {
  const auto help = help_of(tool);
  return help.substr(0, help.find('\n'));
}

class EachTool : public testing::TestWithParam<Tool> {
 protected:
  const Tool& tool() const { return GetParam(); }
  Page page() const { return read_page(tool().name, page_file(tool().name)); }
};

TEST_P(EachTool, SaysTheSameOfItselfEverywhere) {
  const auto description = description_of(tool().name);
  EXPECT_EQ(page().description, description);
  EXPECT_EQ(tools_of_page(kSource + "/man/flock-tools.7")[tool().name],
            description);
  EXPECT_EQ(tools_of_readme(kSource + "/README.md")[tool().name], description);
}

TEST_P(EachTool, HasExamplesInItsHelp) {
  EXPECT_THAT(tool().footer, testing::StartsWith("Examples:\n  flock-"));
}

TEST_P(EachTool, HelpsWithEachVerbUnderItsFullName) {
  for (const auto& command : tool().commands) {
    EXPECT_THAT(help_of(command.path),
                testing::HasSubstr("\nUsage: " + command.path + " ["));
  }
}

TEST_P(EachTool, HasAPageThatListsEveryOption) {
  EXPECT_EQ(own(page().items), own(all_options(tool())));
}

TEST_P(EachTool, HasAnOptionInTheSectionOfItsVerb) {
  const auto sections = page().sections;
  for (const auto& command : tool().commands) {
    const auto space = command.path.find(' ');
    if (space == std::string::npos) continue;
    const auto section = sections.find(command.path.substr(space + 1));
    if (section == sections.end()) continue;
    for (const auto& item : section->second) {
      EXPECT_THAT(command.options, testing::Contains(item)) << command.path;
    }
  }
}

TEST_P(EachTool, HasASynopsisOfEveryVerb) {
  const auto synopses = page().synopses;
  for (const auto& command : tool().commands) {
    const auto found = synopses.find(command.path);
    if (found == synopses.end()) {
      EXPECT_TRUE(own(command.options).empty() && !command.verbs.empty())
          << "no synopsis of " << command.path;
      continue;
    }
    const auto& synopsis = found->second;
    for (const auto& option : own(synopsis.options)) {
      EXPECT_THAT(command.options, testing::Contains(option)) << command.path;
    }
    if (synopsis.complete) {
      EXPECT_EQ(own(synopsis.options), own(command.options)) << command.path;
    }
    for (const auto& name : command.required) {
      EXPECT_THAT(synopsis.options, testing::Contains(testing::Key(name)));
      EXPECT_THAT(synopsis.optional, testing::Not(testing::Contains(name)));
    }
  }
  EXPECT_LE(synopses.size(), tool().commands.size());
}

TEST_P(EachTool, GivesExitStatusesOfTheTable) {
  const auto statuses = page().statuses;
  EXPECT_THAT(statuses, testing::IsSupersetOf({0, 2}));
  EXPECT_THAT((std::set<int>{0, 1, 2, 3, 4, 5, 70}),
              testing::IsSupersetOf(statuses));
}

INSTANTIATE_TEST_SUITE_P(Interface, EachTool, testing::ValuesIn(all_tools()),
                         [](const auto& tool) {
                           return tool.param.name.substr(6);
                         });

TEST(CommonOptions, AreInFlockTools) {
  auto options = common_options();
  options.merge(filter_options());
  EXPECT_EQ(read_page("flock-tools", kSource + "/man/flock-tools.7").items,
            options);
}

TEST(ExitStatuses, AreInFlockTools) {
  EXPECT_EQ(read_page("flock-tools", kSource + "/man/flock-tools.7").statuses,
            (std::set<int>{0, 1, 2, 3, 4, 5, 70}));
}

TEST(ListsOfTools, NameEveryTool) {
  std::map<std::string, std::string> tools;
  for (const auto& tool : all_tools()) {
    tools.emplace(tool.name, description_of(tool.name));
  }
  EXPECT_EQ(tools_of_page(kSource + "/man/flock-tools.7"), tools);
  EXPECT_EQ(tools_of_readme(kSource + "/README.md"), tools);
}

class EachShell : public testing::TestWithParam<const char*> {};

TEST_P(EachShell, CompletesEveryVerbAndOption) {
  const auto tools = all_tools();
  auto completions = completions_of(GetParam(), tools);
  for (const auto& tool : tools) {
    for (const auto& command : tool.commands) {
      const auto& completion = completions[command.path];
      EXPECT_EQ(completion.options, command.options) << command.path;
      if (command.verbs.empty()) continue;
      EXPECT_THAT(completion.verbs,
                  testing::UnorderedElementsAreArray(command.verbs))
          << command.path;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Interface, EachShell,
                         testing::Values("bash", "zsh", "fish"),
                         [](const auto& shell) {
                           return std::string(shell.param);
                         });

}  // namespace
}  // namespace flk
