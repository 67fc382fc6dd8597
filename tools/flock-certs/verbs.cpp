// SPDX-License-Identifier: GPL-3.0-or-later

#include "verbs.hpp"

#include <algorithm>

#include <flock/base/json_text.hpp>
#include <flock/base/utf8.hpp>
#include <flock/certs/check.hpp>
#include <flock/certs/create.hpp>
#include <flock/certs/revoke.hpp>
#include <flock/certs/export.hpp>
#include <flock/certs/renew.hpp>
#include <flock/certs/served.hpp>
#include <flock/certs/show.hpp>
#include <flock/record/writer.hpp>

namespace flk {
namespace {

// --now, else the system's.
class ChosenClock : public Clock {
 public:
  explicit ChosenClock(std::optional<Milliseconds> now) : now_(now) {}
  Milliseconds now() override { return now_ ? *now_ : system_clock().now(); }
  void sleep(Milliseconds duration) override { system_clock().sleep(duration); }

 private:
  std::optional<Milliseconds> now_;
};

AuthorityKeySource key_source(const CertsOptions& options) {
  return {options.ca_key, options.passphrase_file};
}

void say_made(Log& log, const std::vector<std::string>& made) {
  for (const auto& path : made) log.info("made " + quoted(path));
}

void warn(Log& log, const std::vector<Notice>& notices) {
  for (const auto& notice : notices) {
    log.warning(notice.message);
    log.warning("hint: " + notice.hint);
  }
}

// What is said although nothing is wrong, unless nothing is to be said.
void say(const CertsOptions& options, const Log& log,
         std::string_view message) {
  if (options.common.quiet) return;
  Log{"flock-certs", log.format(), LogLevel::info}.info(message);
}

// One line of a plan.
std::string planned(const CertsOptions& options, const std::string& action,
                    const std::string& key, const std::string& value,
                    const std::string& reason) {
  if (!options.common.json) {
    const auto text = quoted(value);
    return action + " " + (text == "'" + value + "'" ? value : text) +
           (reason.empty() ? "" : ": " + reason);
  }
  std::string json = "{\"action\":" + json_string(action) + ",\"" + key +
                     "\":" + json_string(to_utf8(value));
  if (!reason.empty()) json += ",\"reason\":" + json_string(to_utf8(reason));
  return json + "}";
}

ExitStatus print_plan(const CertsOptions& options, const CreateReport& report) {
  auto out = RecordWriter::standard_output();
  for (const auto& path : report.made) {
    out.write(planned(options, "make", "file", path, {}));
  }
  out.flush();
  return ExitStatus::success;
}

std::vector<FindingKind> ignored_kinds(const CertsOptions& options) {
  std::vector<FindingKind> kinds;
  for (const auto& name : options.ignored) {
    const auto kind = parse_kind(name);
    if (!kind) {
      throw Error(ErrorKind::config, quoted(name) + " is no kind of finding",
                  "flock-certs(1) lists them");
    }
    kinds.push_back(*kind);
  }
  return kinds;
}

Findings found(const CertsOptions& options) {
  ChosenClock clock{options.now};
  CheckOptions check;
  check.instances_file = options.instances_file;
  check.needs_instances = options.instances_file_given;
  check.dir = options.dir;
  check.names = options.names;
  check.within = options.within;
  check.within_is_given = options.within_is_given;
  auto findings = check_certificates(check, clock);
  if (!options.connect.empty()) {
    ServedOptions served;
    served.dir = options.dir;
    served.address = options.connect;
    served.names = options.names;
    served.within = options.within;
    served.within_is_given = options.within_is_given;
    for (auto& finding : check_served(served, clock)) {
      findings.push_back(std::move(finding));
    }
  }
  return findings;
}

}  // namespace

// Makes what is missing, or says that nothing is; -v names what was made and
// what was there.
ExitStatus create_missing(const CertsOptions& options, Log& log) {
  const bool is_client = options.verb == CertsOptions::Verb::client;
  CreateOptions create;
  create.instances_file = options.instances_file;
  create.dir = options.dir;
  create.ca_key = key_source(options);
  create.dry_run = options.dry_run;
  create.may_be_unlisted = is_client;
  if (!options.name.empty()) {
    create.only = instance_of(options.name, options.values,
                              is_client ? Role::client : Role::server);
  }
  ChosenClock clock{options.now};
  const auto report = create_certificates(create, clock);
  if (options.dry_run) return print_plan(options, report);
  for (const auto& path : report.kept) log.info(quoted(path) + " is there");
  say_made(log, report.made);
  if (report.made.empty()) {
    say(options, log, "nothing was missing, nothing was changed");
  }
  warn(log, report.notices);
  return ExitStatus::success;
}

ExitStatus check(const CertsOptions& options) {
  const auto ignored = ignored_kinds(options);
  auto findings = found(options);
  std::erase_if(findings, [&ignored](const Finding& finding) {
    return std::find(ignored.begin(), ignored.end(), finding.kind) !=
           ignored.end();
  });
  auto out = RecordWriter::standard_output();
  for (const auto& finding : findings) {
    out.write(options.common.json
                  ? finding_as_json(finding)
                  : finding.message + " [" +
                        std::string(kind_name(finding.kind)) + "]");
  }
  out.flush();
  return findings.empty() ? ExitStatus::success : ExitStatus::answer_is_no;
}

ExitStatus renew(const CertsOptions& options, Log& log) {
  RenewOptions renew;
  renew.instances_file = options.instances_file;
  renew.dir = options.dir;
  renew.ca_key = key_source(options);
  renew.names = options.names;
  renew.all = options.all;
  renew.rekey = options.rekey;
  renew.within = options.within;
  renew.within_is_given = options.within_is_given;
  renew.dry_run = options.dry_run;
  ChosenClock clock{options.now};
  const auto report = renew_certificates(renew, clock);
  auto out = RecordWriter::standard_output();
  for (const auto& renewal : report.renewals) {
    const std::string action = renewal.rekey ? "rekey" : "renew";
    if (options.dry_run) {
      out.write(planned(options, action, "name", renewal.name, renewal.reason));
    } else {
      log.info(action + " " + renewal.name + ": " + renewal.reason);
    }
  }
  out.flush();
  say_made(log, report.made);
  if (report.renewals.empty()) log.info("nothing needed to be renewed");
  warn(log, report.notices);
  for (const auto& failure : report.failures) {
    log.error(failure.message);
    if (!failure.hint.empty()) log.error("hint: " + failure.hint);
  }
  return report.failures.empty() ? ExitStatus::success : ExitStatus::usage;
}

ExitStatus revoke(const CertsOptions& options, Log& log) {
  RevokeOptions revoke;
  revoke.dir = options.dir;
  revoke.ca_key = key_source(options);
  revoke.names = options.names;
  revoke.serials = options.serials;
  revoke.reason = parse_reason(options.reason).value();
  revoke.validity = options.crl_validity;
  if (options.verb == CertsOptions::Verb::revoke && revoke.names.empty() &&
      revoke.serials.empty()) {
    throw Error(ErrorKind::config, "revoke: a name or a --serial is missing");
  }
  ChosenClock clock{options.now};
  const auto report = revoke_certificates(revoke, clock);
  for (const auto& notice : report.notices) log.warning(notice);
  for (const auto& serial : report.added) {
    log.info("revoked serial number " + serial);
  }
  for (const auto& serial : report.unknown) {
    log.warning("revoked serial number " + serial +
                ", which no certificate in " + quoted(options.dir) + " has");
  }
  log.info("made " + quoted(CertificateFiles::of_authority(options.dir).crl));
  return ExitStatus::success;
}

ExitStatus write_store(const CertsOptions& options, Log& log) {
  say_made(log, {write_pkcs12(options.dir, options.name,
                              Passphrase{options.passphrase_file})});
  return ExitStatus::success;
}

ExitStatus show(const CertsOptions& options, Log& log) {
  const auto list = list_certificates(options.dir);
  auto out = RecordWriter::standard_output();
  for (const auto& shown : list.certificates) {
    out.write(options.common.json ? shown_as_json(shown)
                                  : shown_as_text(shown));
  }
  out.flush();
  for (const auto& reason : list.unreadable) log.error(reason);
  return list.unreadable.empty() ? ExitStatus::success
                                 : ExitStatus::answer_is_no;
}

ExitStatus protect_key(const CertsOptions& options, Log& log) {
  protect_authority_key(options.dir, options.file,
                        Passphrase{options.passphrase_file});
  log.info("the CA's key is now in " + quoted(options.file) + " alone");
  return ExitStatus::success;
}

}  // namespace flk
