// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/cli/run_tool.hpp>

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <iostream>

#include <flock/base/secret.hpp>
#include <flock/cli/paths.hpp>
#include <flock/version.hpp>

namespace flk {
namespace {

// --max-line-bytes: FLOCK_MAX_LINE_BYTES.
std::string environment_name(const CLI::Option& option) {
  std::string name = "FLOCK_" + option.get_lnames()[0];
  for (char& c : name) {
    c = c == '-'
            ? '_'
            : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  }
  return name;
}

// Whether the command line has the option, of whichever verb.
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

using IsSet = std::function<bool(const CLI::Option&)>;

// Whether it, or what it needs, contradicts an option that `is_set` by a source
// that wins over its own.
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

// Options of several verbs share a variable, and CLI11 asks the environment for
// verbs that were not named as well: it would win over a flag of the one that
// was.
void name_environment(CLI::App& app, const std::vector<std::string>& given) {
  for (auto* verb : app.get_subcommands({})) name_environment(*verb, given);
  for (auto* option : app.get_options()) {
    const auto names = option->get_lnames();
    if (names.empty() || names[0] == "help" || names[0] == "version" ||
        is_given(*option, given) ||
        is_overruled(*option, [&](const CLI::Option& other) {
          return is_given(other, given);
        })) {
      continue;
    }
    option->envname(environment_name(*option));
  }
}

bool is_in_environment(const CLI::Option& option) {
  return !option.get_envname().empty() &&
         std::getenv(option.get_envname().c_str()) != nullptr;
}

// The configuration file: TOML, a table per tool, of which this takes its own
// (and VERB below it, of the verb that was named). CLI11 lets the file win over
// the environment, so what that sets is left out here.
class ToolTable : public CLI::ConfigTOML {
 public:
  ToolTable(const CLI::App& app, std::vector<std::string> given)
      : app_(app), given_(std::move(given)) {}

  std::vector<CLI::ConfigItem> from_config(std::istream& in) const override {
    std::vector<CLI::ConfigItem> ours;
    for (auto& item : CLI::ConfigTOML::from_config(in)) {
      if (item.parents.empty() || item.parents[0] != app_.get_name()) continue;
      item.parents.erase(item.parents.begin());
      if (item.name == "++" || item.name == "--") continue;
      if (counts(item)) ours.push_back(std::move(item));
    }
    return ours;
  }

 private:
  // What is unknown does, so that CLI11 complains of it.
  bool counts(const CLI::ConfigItem& item) const {
    const auto* option = find(item);
    if (option == nullptr) return true;
    const auto wins = [&](const CLI::Option& other) {
      return is_in_environment(other) || is_given(other, given_);
    };
    if (wins(*option) || is_overruled(*option, wins)) return false;
    const CLI::App* app = &app_;
    for (const auto& name : item.parents) {
      if (!app->got_subcommand(name)) return false;
      app = app->get_subcommand(name);
    }
    return true;
  }

  const CLI::Option* find(const CLI::ConfigItem& item) const {
    const CLI::App* app = &app_;
    for (const auto& name : item.parents) {
      const auto verbs = app->get_subcommands(
          [&](const CLI::App* verb) { return verb->check_name(name); });
      if (verbs.empty()) return nullptr;
      app = verbs[0];
    }
    return app->get_option_no_throw("--" + item.name);
  }

  const CLI::App& app_;
  std::vector<std::string> given_;  // the command line
};

void report(Log& log, const Error& error) {
  log.error(error.what());
  if (!error.hint().empty()) log.error("hint: " + error.hint());
}

// What was parsed, or the exit status where there is nothing to run.
std::optional<ExitStatus> parse(CLI::App& app, int argc, char* argv[]) {
  try {
    app.parse(argc, argv);
    return std::nullopt;
  } catch (const CLI::CallForHelp&) {
    std::cout << app.help();
  } catch (const CLI::CallForVersion&) {
    std::cout << app.get_name() << ' ' << kVersion << '\n';
  } catch (const CLI::ParseError& error) {
    std::cerr << app.get_name() << ": " << error.what() << '\n'
              << app.get_name() << ": hint: see " << app.get_name()
              << " --help\n";
    return ExitStatus::usage;
  }
  std::cout.flush();
  return std::cout ? ExitStatus::success : ExitStatus::try_again;
}

ExitStatus run(Log& log, const std::function<ExitStatus(Log&)>& work) {
  try {
    return work(log);
  } catch (const Error& error) {
    report(log, error);
    return status_of(error.kind());
  } catch (const std::bad_alloc&) {
    log.error("out of memory");
    return ExitStatus::try_again;
  } catch (const std::exception& error) {
    log.error(std::string("a defect of flock, please report it: ") +
              error.what());
    return ExitStatus::defect;
  }
}

LogLevel least_level(const CommonOptions& options) {
  if (options.quiet) return LogLevel::error;
  return options.verbose ? LogLevel::debug : LogLevel::warning;
}

}  // namespace

void declare_tool_options(CLI::App& app,
                          const std::vector<std::string>& given) {
  app.set_version_flag("--version", kVersion, "print the version");
  app.set_config("--config", config_dir() + "/flock.toml",
                 "read options from FILE")
      ->type_name("FILE")
      ->group("Common options");
  app.config_formatter(std::make_shared<ToolTable>(app, given));
  app.allow_config_extras(CLI::config_extras_mode::error);
  app.require_subcommand(0, 1);
  name_environment(app, given);
}

int run_tool(CLI::App& app, const CommonOptions& options, int argc,
             char* argv[], const std::function<ExitStatus(Log&)>& work) {
  disable_core_dumps();
  declare_tool_options(app, {argv + 1, argv + argc});
  if (const auto status = parse(app, argc, argv)) {
    return static_cast<int>(*status);
  }
  Log log{app.get_name(), options.json ? LogFormat::json : LogFormat::tool,
          least_level(options)};
  return static_cast<int>(run(log, work));
}

}  // namespace flk
