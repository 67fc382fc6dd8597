// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/cli/common_options.hpp>

#include <CLI/CLI.hpp>

namespace flk {
namespace {

constexpr char kCommonGroup[] = "Common options";

// The longest line that a reader may be told to take.
constexpr std::size_t kMaxLineBytes = std::size_t{1} << 30;

// CLI11 reads -1 as the highest number there is.
std::string check_size(const std::string& text) {
  const bool is_number = !text.empty() && text[0] >= '0' && text[0] <= '9';
  return is_number ? ""
                   : "'" + text + "' is no size such as 1000, 64KiB or 1MiB";
}

}  // namespace

void declare_common_options(CLI::App& app, CommonOptions& options) {
  app.add_flag("-q,--quiet", options.quiet, "no warnings, errors only")
      ->group(kCommonGroup);
  app.add_flag("-v,--verbose", options.verbose, "say what is done, and count")
      ->group(kCommonGroup);
  app.add_flag("--json", options.json,
               "JSON lines instead of text meant for people")
      ->group(kCommonGroup);
}

void declare_filter_options(CLI::App& app, FilterOptions& options) {
  app.add_option("FILE", options.files, "input; - or none: standard input");
  declare_bytes(app, "--max-line-bytes", options.max_line_bytes,
                "reject longer lines")
      ->check(CLI::Range(std::size_t{1}, kMaxLineBytes).description(""));
  app.add_option("--rejects", options.rejects,
                 "append rejected lines to FILE, verbatim")
      ->type_name("FILE");
}

CLI::App* declare_verb(CLI::App& app, const std::string& name,
                       const std::string& description, CommonOptions& options) {
  auto* verb = app.add_subcommand(name, description);
  declare_common_options(*verb, options);
  return verb;
}

CLI::Option* declare_duration(CLI::App& app, const std::string& name,
                              Milliseconds& value,
                              const std::string& description) {
  return app
      .add_option_function<std::string>(
          name,
          [&value, name](const std::string& text) {
            const auto duration = parse_duration(text);
            if (!duration) {
              throw CLI::ValidationError(
                  name, "'" + text + "' is no duration such as 90s, 2h or 7d");
            }
            value = *duration;
          },
          description)
      ->type_name("DURATION")
      ->default_str(format_duration(value))
      ->run_callback_for_default(false);
}

CLI::Option* declare_bytes(CLI::App& app, const std::string& name,
                           std::size_t& value, const std::string& description) {
  // Its own description, of all units and spellings, would fill --help.
  CLI::Validator size = CLI::AsSizeValue(false);
  return app.add_option(name, value, description)
      ->transform(size.description(""))
      ->transform(CLI::Validator(check_size, ""))  // it goes first
      ->type_name("BYTES")
      ->capture_default_str();
}

}  // namespace flk
