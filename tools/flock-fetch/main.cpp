// SPDX-License-Identifier: GPL-3.0-or-later
// flock-fetch: gives out stored records as JSON lines. See flock-fetch(1).

#include <CLI/CLI.hpp>

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
  const auto count = flk::fetch(*store, options.filter, order, out);
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
