// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/certs/renew.hpp>

#include <algorithm>
#include <functional>

#include <flock/base/fd.hpp>
#include <flock/base/file.hpp>
#include <flock/certs/constraints.hpp>
#include <flock/certs/due.hpp>
#include <flock/certs/leaf_files.hpp>
#include <flock/certs/made_key.hpp>
#include <flock/certs/crl.hpp>

namespace flk {
namespace {

constexpr char kAuthorityName[] = "ca";

class RenewalRun {
 public:
  RenewalRun(const RenewOptions& options, Clock& clock)
      : options_(options),
        clock_(clock),
        authority_(prepare(CertificateFiles::of_authority(options.dir)),
                   options.ca_key) {
    if (!options.dry_run) authority_.complete_interrupted_key();
    if (auto instances = load_instances(options.instances_file)) {
      instances_ = *std::move(instances);
    }
    revoked_ =
        revoked_serials(authority_, load_revocations(authority_.files().revoked)
                                        .value_or(std::vector<Revocation>{}));
  }

  RenewReport run() {
    if (authority_.certificates().empty()) {
      throw Error(ErrorKind::config,
                  "cannot renew in " + quoted(options_.dir) +
                      ": there is no CA certificate",
                  "flock-certs create makes one");
    }
    check_names();
    const bool renews_authority = is_named(kAuthorityName);
    if (renews_authority && options_.rekey && !authority_.key_is_elsewhere()) {
      check_may_replace_key(authority_.files().key,
                            "move it away and name it with --ca-key");
    }
    auto due = find_due();
    if (!options_.dry_run && (renews_authority || !due.empty())) {
      check_can_sign(renews_authority);
    }
    if (renews_authority) {
      check_new_authority(due);
      renew_authority();
    } else {
      leave_out_forbidden(due);
    }
    for (const auto& leaf : due) {
      try_leaf([&] { renew(leaf); });
    }
    cut_.report(report_.notices);
    return std::move(report_);
  }

 private:
  CertificateFiles prepare(CertificateFiles files) const {
    if (!options_.dry_run) complete_interrupted(files);
    return files;
  }

  bool is_named(const std::string& name) const {
    return std::find(options_.names.begin(), options_.names.end(), name) !=
           options_.names.end();
  }

  void check_names() const {
    const auto known = leaf_names(options_.dir);
    for (const auto& name : options_.names) {
      if (name == kAuthorityName) continue;
      if (std::find(known.begin(), known.end(), name) == known.end()) {
        throw Error(ErrorKind::config,
                    "cannot renew " + quoted(name) + ": " +
                        quoted(options_.dir) + " has no such certificate",
                    "flock-certs create makes what is missing");
      }
    }
  }

  void check_can_sign(bool renews_authority) {
    // An expired CA signs nothing, but can have a new certificate.
    if (renews_authority) {
      authority_.signing_certificate();
    } else {
      authority_.check_can_sign(clock_);
    }
  }

  // One that cannot be renewed keeps no other from it.
  void try_leaf(const std::function<void()>& attempt) {
    try {
      attempt();
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::config) throw;
      report_.failures.push_back({error.what(), error.hint()});
    }
  }

  std::vector<Due> find_due() {
    std::vector<Due> due;
    for (const auto& name : leaf_names(options_.dir)) {
      if (!options_.names.empty() && !is_named(name)) continue;
      try_leaf([&] {
        if (auto leaf = find_due(name)) due.push_back(*std::move(leaf));
      });
    }
    return due;
  }

  std::optional<Due> find_due(const std::string& name) const {
    const auto files = prepare(CertificateFiles::of(options_.dir, name));
    const auto found = Certificate::load_if_exists(files.certificate);
    if (found.empty()) return std::nullopt;
    const Examination examination{authority_, revoked_, clock_.now(),
                                  options_.within, options_.within_is_given};
    return due_leaf(
        name, files, found[0], instances_.find(name),
        {examination, options_.all || !options_.names.empty(), options_.rekey});
  }

  // What the new certificate of the CA would forbid of what it has signed, and
  // is to sign.
  void check_new_authority(const std::vector<Due>& due) {
    const auto next =
        issue_authority(CertificateKey::generate(), {}, instances_.authority);
    for (const auto& leaf : due) {
      check_constraints(next, leaf.name, leaf.instance);
    }
    if (options_.rekey) return;
    for (const auto& name : leaf_names(options_.dir)) {
      check_kept_leaf(next, name);
    }
  }

  void leave_out_forbidden(std::vector<Due>& due) {
    std::erase_if(due, [this](const Due& leaf) {
      const auto before = report_.failures.size();
      try_leaf([&] {
        check_constraints(*authority_.newest(), leaf.name, leaf.instance);
      });
      return report_.failures.size() != before;
    });
  }

  void check_kept_leaf(const Certificate& authority,
                       const std::string& name) const {
    const auto found = readable_certificate(name);
    if (found.empty() || authority_.signer_of(found[0]) == nullptr) return;
    const auto* instance = instances_.find(name);
    check_constraints(
        authority, name,
        instance != nullptr ? *instance : instance_like(name, found[0]));
  }

  // Empty where it is broken: then nobody takes it as it is.
  std::vector<Certificate> readable_certificate(const std::string& name) const {
    try {
      return Certificate::load_if_exists(
          CertificateFiles::of(options_.dir, name).certificate);
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::config) throw;
      return {};
    }
  }

  static void check_constraints(const Certificate& authority,
                                const std::string& name,
                                const Instance& instance) {
    const auto refusal =
        constraint_refusal(authority, instance.name, instance.names);
    if (!refusal) return;
    throw Error(ErrorKind::config,
                "cannot renew " + quoted(name) +
                    ": the CA's name constraints " + refusal->reason,
                refusal->cure);
  }

  void renew_authority() {
    report_.renewals.push_back({kAuthorityName, options_.rekey, "asked for"});
    if (options_.dry_run) return;
    add_made(authority_.renew(clock_, instances_.authority, options_.rekey));
    // Chains hold the CA's certificate as well.
    for (const auto& name : leaf_names(options_.dir)) {
      try_leaf([&] { renew_chain(name); });
    }
  }

  void renew_chain(const std::string& name) {
    const auto files = prepare(CertificateFiles::of(options_.dir, name));
    const auto found = Certificate::load_if_exists(files.certificate);
    if (found.empty()) return;
    const auto* signer = authority_.signer_of(found[0]);
    if (signer == nullptr || !chain_differs(files, found[0], *signer)) return;
    write_chain(files, found[0], *signer);
    report_.made.push_back(files.chain);
  }

  void renew(const Due& due) {
    if (!options_.dry_run) {
      add_made(due.rekey
                   ? write(due, CertificateKey::generate(due.instance.key_type))
                   : write(due, due.key));
    }
    report_.renewals.push_back({due.name, due.rekey, due.reason});
  }

  std::vector<std::string> write(const Due& due, const CertificateKey& key) {
    const auto& instance = due.instance;
    const auto certificate =
        authority_.sign({instance.name, instance.names, {}, instance.role}, key,
                        clock_, instance.days);
    const auto& signer = authority_.signing_certificate();
    auto made = write_leaf(due.files, key,
                           due.rekey ? KeyChange::replaced : KeyChange::none,
                           certificate, signer);
    cut_.look_at(due.files.certificate, certificate, signer, instance.days);
    return made;
  }

  void add_made(std::vector<std::string> paths) {
    for (auto& path : paths) report_.made.push_back(std::move(path));
  }

  const RenewOptions& options_;
  Clock& clock_;
  Authority authority_;
  Instances instances_;
  std::set<std::string> revoked_;
  CutLeaves cut_;
  RenewReport report_;
};

}  // namespace

RenewReport renew_certificates(const RenewOptions& options, Clock& clock) {
  if (!file_exists(options.dir)) {
    throw Error(ErrorKind::config, "there is no folder " + quoted(options.dir),
                "flock-certs create makes certificates");
  }
  if (options.dry_run) return RenewalRun{options, clock}.run();
  const FileLock lock{certificate_lock(options.dir)};
  return RenewalRun{options, clock}.run();
}

}  // namespace flk
