// SPDX-License-Identifier: GPL-3.0-or-later
// flock-fetch: gives out stored records as JSON lines. See flock-fetch(1).

#include <unistd.h>

#include <CLI/CLI.hpp>

#include <flock/cli/progress.hpp>
#include <flock/cli/run_tool.hpp>
#include <flock/fetch/fetch.hpp>

#include "options.hpp"

namespace {

flk::ExitStatus fetch(const flk::FetchOptions& options, flk::Log& log) {
  const auto store =
      flk::open_store(options.store, flk::StoreAccess::read_only);
  auto out = flk::RecordWriter::standard_output();
  const auto order = options.order == "chain" ? flk::FetchOrder::chain
                                              : flk::FetchOrder::stored;
  std::optional<flk::Progress> bar;
  if (flk::wants_progress(options.common, true)) {
    bar.emplace("records", std::nullopt, flk::system_clock(), STDERR_FILENO);
  }
  const auto count =
      flk::fetch(*store, options.filter, order, out, [&](std::uint64_t read) {
        if (bar) bar->show(read);
      });
  bar.reset();
  log.info(std::to_string(count) + " records");
  return flk::ExitStatus::success;
}

}  // namespace

int main(int argc, char* argv[]) {
  CLI::App app{"give out stored records as JSON lines", "flock-fetch"};
  flk::FetchOptions options;
  flk::declare_options(app, options);
  return flk::run_tool(app, options.common, argc, argv,
                       [&](flk::Log& log) { return fetch(options, log); });
}
