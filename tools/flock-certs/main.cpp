// SPDX-License-Identifier: GPL-3.0-or-later
// flock-certs: a CA and the certificates of the fleet's servers. See
// flock-certs(1).

#include <CLI/CLI.hpp>

#include <flock/certs/create.hpp>
#include <flock/certs/show.hpp>
#include <flock/cli/run_tool.hpp>
#include <flock/record/writer.hpp>

#include "options.hpp"

namespace {

// Makes what is missing; -v names what was made and what was there.
flk::ExitStatus create(const flk::CertsOptions& options, flk::Log& log) {
  flk::CreateOptions create;
  create.instances_file = options.instances_file;
  create.dir = options.dir;
  if (!options.name.empty()) {
    create.only = flk::instance_of(options.name, options.dns_or_ip);
  }
  const auto report = flk::create_certificates(create, flk::system_clock());
  for (const auto& path : report.kept) {
    log.info(flk::quoted(path) + " is there");
  }
  for (const auto& path : report.made) log.info("made " + flk::quoted(path));
  if (report.made.empty()) log.info("nothing was missing, nothing was changed");
  for (const auto& notice : report.notices) {
    log.warning(notice.message);
    log.warning("hint: " + notice.hint);
  }
  return flk::ExitStatus::success;
}

flk::ExitStatus show(const flk::CertsOptions& options, flk::Log& log) {
  const auto list = flk::list_certificates(options.dir);
  auto out = flk::RecordWriter::standard_output();
  for (const auto& shown : list.certificates) {
    out.write(options.common.json ? flk::shown_as_json(shown)
                                  : flk::shown_as_text(shown));
  }
  out.flush();
  for (const auto& reason : list.unreadable) log.error(reason);
  return list.unreadable.empty() ? flk::ExitStatus::success
                                 : flk::ExitStatus::answer_is_no;
}

flk::ExitStatus run(const flk::CertsOptions& options, flk::Log& log) {
  if (options.create) return create(options, log);
  if (options.show) return show(options, log);
  throw flk::Error(flk::ErrorKind::config, "a verb is missing",
                   "flock-certs --help lists them");
}

}  // namespace

int main(int argc, char* argv[]) {
  CLI::App app{"make and show the certificates of the fleet", "flock-certs"};
  flk::CertsOptions options;
  flk::declare_options(app, options);
  return flk::run_tool(app, options.common, argc, argv,
                       [&](flk::Log& log) { return run(options, log); });
}
