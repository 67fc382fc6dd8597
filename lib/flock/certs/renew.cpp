// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/certs/renew.hpp>

#include <algorithm>

#include <flock/base/fd.hpp>
#include <flock/base/file.hpp>
#include <flock/certs/constraints.hpp>
#include <flock/certs/examine.hpp>
#include <flock/certs/leaf_files.hpp>
#include <flock/certs/made_key.hpp>
#include <flock/certs/crl.hpp>

namespace flk {
namespace {

constexpr char kAuthorityName[] = "ca";

struct Due {
  std::string name;
  CertificateFiles files;
  Certificate certificate;
  Instance instance;  // what it is to become
  bool key_is_here = false;
  bool rekey = false;
  std::string reason;
};

// What instances.yml does not have is made again as it was.
Instance instance_like(const std::string& name,
                       const Certificate& certificate) {
  Instance instance;
  instance.name = certificate.common_name();
  instance.file = name;
  instance.names = certificate.names();
  instance.role = certificate.role().value_or(Role::server);
  instance.key_type =
      parse_key_type(certificate.key_type()).value_or(KeyType{});
  return instance;
}

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
    revoked_ = revoked_serials(authority_);
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
    check_constraints(due, renews_authority);
    if (renews_authority) renew_authority();
    for (const auto& leaf : due) renew(leaf);
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

  std::vector<Due> find_due() const {
    std::vector<Due> due;
    for (const auto& name : leaf_names(options_.dir)) {
      if (!options_.names.empty() && !is_named(name)) continue;
      auto files = prepare(CertificateFiles::of(options_.dir, name));
      auto found = Certificate::load_if_exists(files.certificate);
      if (found.empty()) continue;
      if (auto leaf = due_leaf(name, files, std::move(found[0]))) {
        due.push_back(*std::move(leaf));
      }
    }
    return due;
  }

  std::optional<Due> due_leaf(const std::string& name,
                              const CertificateFiles& files,
                              Certificate certificate) const {
    const auto* instance = instances_.find(name);
    const auto findings = examine_certificate(
        name, files.certificate, certificate, instance,
        {authority_, revoked_, clock_.now(), options_.within});
    Due due{name, files, std::move(certificate), {}, false, options_.rekey, {}};
    due.instance =
        instance != nullptr ? *instance : instance_like(name, due.certificate);
    due.key_is_here = file_exists(files.key);
    const bool fits = !due.key_is_here ||
                      due.certificate.is_for(CertificateKey::load(files.key));
    for (const auto& finding : findings) {
      if (finding.kind == FindingKind::revoked ||
          finding.kind == FindingKind::key_type_differs) {
        due.rekey = true;
      }
    }
    if (!fits) due.reason = quoted(files.key) + " is the key of another";
    if (!findings.empty()) due.reason = findings[0].message;
    if (due.reason.empty()) {
      if (!options_.all && options_.names.empty()) return std::nullopt;
      due.reason = "asked for";
    }
    if (due.rekey) check_may_rekey(due, fits);
    return due;
  }

  // No key is replaced that flock-certs did not make, nor one that is not that
  // of the certificate beside it.
  static void check_may_rekey(const Due& due, bool fits) {
    const auto doing = "will not replace " + quoted(due.files.key);
    if (!due.key_is_here) {
      throw Error(ErrorKind::config, doing + ": it is not here",
                  "bring it back, or remove " + due.files.certificate +
                      " and run flock-certs create");
    }
    if (!fits) {
      throw Error(
          ErrorKind::config,
          doing + ": it is not the key of " + quoted(due.files.certificate),
          "move it away, or renew without --rekey to have a "
          "certificate made for it");
    }
    check_may_replace_key(due.files.key,
                          "move it away with " + due.files.certificate +
                              ", then flock-certs create makes both");
  }

  // What is to be signed, and with a new certificate for its key all that the
  // CA has signed: it would be valid no more.
  void check_constraints(const std::vector<Due>& due,
                         bool renews_authority) const {
    const auto next =
        renews_authority
            ? std::optional<Certificate>{issue_authority(
                  CertificateKey::generate(), {}, instances_.authority)}
            : std::nullopt;
    const auto& authority = next ? *next : *authority_.newest();
    for (const auto& leaf : due) {
      check_constraints(authority, leaf.name, leaf.instance);
    }
    if (!renews_authority || options_.rekey) return;
    for (const auto& name : leaf_names(options_.dir)) {
      check_kept_leaf(*next, name);
    }
  }

  void check_kept_leaf(const Certificate& authority,
                       const std::string& name) const {
    const auto path = CertificateFiles::of(options_.dir, name).certificate;
    const auto found = Certificate::load_if_exists(path);
    if (found.empty() || authority_.signer_of(found[0]) == nullptr) return;
    const auto* instance = instances_.find(name);
    check_constraints(
        authority, name,
        instance != nullptr ? *instance : instance_like(name, found[0]));
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
      const auto files = prepare(CertificateFiles::of(options_.dir, name));
      const auto found = Certificate::load_if_exists(files.certificate);
      if (found.empty()) continue;
      const auto* signer = authority_.signer_of(found[0]);
      if (signer == nullptr || !chain_differs(files, found[0], *signer)) {
        continue;
      }
      write_chain(files, found[0], *signer);
      report_.made.push_back(files.chain);
    }
  }

  void renew(const Due& due) {
    report_.renewals.push_back({due.name, due.rekey, due.reason});
    if (options_.dry_run) return;
    const auto key = new_key(due);
    const auto certificate = authority_.sign(
        {due.instance.name, due.instance.names, {}, due.instance.role}, key,
        clock_, due.instance.days);
    add_made(write_leaf(due.files, key,
                        due.rekey ? KeyChange::replaced : KeyChange::none,
                        certificate, authority_.signing_certificate()));
  }

  static CertificateKey new_key(const Due& due) {
    if (due.rekey) return CertificateKey::generate(due.instance.key_type);
    if (due.key_is_here) return CertificateKey::load(due.files.key);
    // The public half is enough for a certificate.
    return CertificateKey{due.certificate.public_key()};
  }

  void add_made(std::vector<std::string> paths) {
    for (auto& path : paths) report_.made.push_back(std::move(path));
  }

  const RenewOptions& options_;
  Clock& clock_;
  Authority authority_;
  Instances instances_;
  std::set<std::string> revoked_;
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
