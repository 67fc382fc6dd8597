// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/cli/run_tool.hpp>

#include <sys/stat.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <iostream>

#include <flock/base/error.hpp>
#include <flock/base/secret.hpp>
#include <flock/cli/empty_text.hpp>
#include <flock/cli/option_source.hpp>
#include <flock/cli/paths.hpp>
#include <flock/cli/tool_table.hpp>
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

void report(Log& log, const Error& error) {
  log.error(error.what());
  if (!error.hint().empty()) log.error("hint: " + error.hint());
}

// CLI11 passes over a default file that is there but cannot be read.
void require_config_was_read(const CLI::App& app) {
  const auto* config = app.get_config_ptr();
  if (config->count() > 0) return;
  const auto path = config->as<std::string>();
  if (struct stat info{}; ::lstat(path.c_str(), &info) != 0) return;
  throw CLI::ConfigError("cannot read " + flk::quoted(path));
}

// Usage errors come before options are known: --json stands on the command line
// or in the environment then.
LogFormat format_of_usage(const std::vector<std::string>& given) {
  const bool json =
      std::getenv("FLOCK_JSON") != nullptr ||
      std::find(given.begin(), given.end(), "--json") != given.end();
  return json ? LogFormat::json : LogFormat::tool;
}

void report_usage(const CLI::App& app, const std::vector<std::string>& given,
                  const std::string& what) {
  Log log{app.get_name(), format_of_usage(given), LogLevel::error};
  log.error(what);
  log.error("hint: see " + app.get_name() + " --help");
}

// What was parsed, or the exit status where there is nothing to run.
std::optional<ExitStatus> parse(CLI::App& app, int argc, char* argv[]) {
  try {
    refuse_empty_words({argv + 1, argv + argc});
    app.parse(argc, argv);
    require_config_was_read(app);
    refuse_empty_texts(app);
    return std::nullopt;
  } catch (const CLI::CallForHelp&) {
    std::cout << app.help();
  } catch (const CLI::CallForVersion&) {
    std::cout << app.get_name() << ' ' << kVersion << '\n';
  } catch (const CLI::ParseError& error) {
    report_usage(app, {argv + 1, argv + argc}, error.what());
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
