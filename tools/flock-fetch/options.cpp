// SPDX-License-Identifier: GPL-3.0-or-later

#include "options.hpp"

#include <CLI/CLI.hpp>

#include <flock/cli/store_options.hpp>

namespace flk {
namespace {

// A day is its beginning.
std::optional<Milliseconds> parse_time(const std::string& text) {
  constexpr std::size_t kDay = 10;
  return parse_rfc3339(text.size() == kDay ? text + "T00:00:00Z" : text);
}

void declare_time(CLI::App& app, const std::string& name,
                  std::optional<Milliseconds>& value,
                  const std::string& description) {
  app.add_option_function<std::string>(
         name,
         [&value, name](const std::string& text) {
           value = parse_time(text);
           if (!value) {
             throw CLI::ValidationError(
                 name, "'" + text +
                           "' is no time such as 2026-11-23 or "
                           "2026-11-23T07:00:00Z");
           }
         },
         description)
      ->type_name("TIME");
}

}  // namespace

void declare_options(CLI::App& app, FetchOptions& options) {
  declare_common_options(app, options.common);
  declare_store_options(app, options.store);
  app.add_option("--index", options.filter.index,
                 "of these indices: patterns with *, separated by commas")
      ->type_name("PATTERN")
      ->capture_default_str();
  declare_time(app, "--since", options.filter.since,
               "whose own time is not before");
  declare_time(app, "--until", options.filter.until,
               "whose own time is before");
  app.add_option("--twig", options.filter.twig, "of this twig")
      ->type_name("NAME");
  app.add_option("--user", options.filter.user, "of this user")
      ->type_name("NAME");
  app.add_option("--order", options.order,
                 "stored, or chain: one signed stream after the other")
      ->type_name("ORDER")
      ->check(CLI::IsMember({"stored", "chain"}).description(""))
      ->capture_default_str();
  app.footer(
      "Examples:\n"
      "  flock-fetch --order chain | flock-sign verify --trusted trusted\n"
      "  flock-fetch --since 2026-11-01 --twig os_version | jq .columns\n");
}

}  // namespace flk
