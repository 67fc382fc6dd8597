// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/certs/create.hpp>

#include <algorithm>

#include <flock/base/fd.hpp>
#include <flock/base/file.hpp>
#include <flock/certs/asked_instances.hpp>
#include <flock/certs/certificate.hpp>
#include <flock/certs/constraints.hpp>
#include <flock/certs/examine.hpp>
#include <flock/certs/files.hpp>
#include <flock/certs/leaf_files.hpp>
#include <flock/certs/made_key.hpp>

namespace flk {
namespace {

struct Leaf {
  Instance instance;
  CertificateFiles files;
  bool has_folder = false;                 // where not, there is no file
  std::optional<Certificate> certificate;  // where there was one
};

class Creation {
 public:
  Creation(const CreateOptions& options, Clock& clock, CreateReport& report)
      : options_(options),
        clock_(clock),
        report_(report),
        authority_((prepare(CertificateFiles::of_authority(options.dir))),
                   options.ca_key) {}

  void run(Instances instances) {
    if (!options_.dry_run) authority_.complete_interrupted_key();
    const auto leaves = examine(std::move(instances.list));
    if (const auto* authority = authority_.newest()) {
      check_constraints(leaves, *authority);
    } else if (!instances.authority.constraints.empty()) {
      check_constraints(leaves, issue_authority(CertificateKey::generate(), {},
                                                instances.authority));
    }
    make_authority(instances.authority);
    const bool all_there = std::all_of(
        leaves.begin(), leaves.end(),
        [](const Leaf& leaf) { return leaf.certificate.has_value(); });
    const bool would_be_made =
        options_.dry_run && authority_.certificates().empty();
    if (!all_there && !would_be_made) authority_.check_can_sign(clock_);
    for (const auto& leaf : leaves) complete(leaf);
    cut_.report(report_.notices);
  }

 private:
  // What was interrupted comes first, or is only looked at.
  CertificateFiles prepare(CertificateFiles files) const {
    if (!options_.dry_run) complete_interrupted(files);
    return files;
  }

  std::vector<Leaf> examine(std::vector<Instance> instances) const {
    std::vector<Leaf> leaves;
    for (auto& instance : instances) {
      auto files = CertificateFiles::of(options_.dir, instance.file);
      const bool has_folder = file_exists(files.folder);
      leaves.push_back(
          {std::move(instance), std::move(files), has_folder, std::nullopt});
      if (has_folder) find_certificate(leaves.back());
    }
    return leaves;
  }

  void find_certificate(Leaf& leaf) const {
    auto found = Certificate::load_if_exists(prepare(leaf.files).certificate);
    if (found.empty()) return;
    if (!authority_.exists()) {
      throw Error(ErrorKind::config,
                  "will not make a new CA: " + quoted(leaf.files.certificate) +
                      " is of another, which is gone",
                  "bring ca.crt back, or remove the certificates of that CA");
    }
    leaf.certificate = std::move(found[0]);
  }

  static void check_constraints(const std::vector<Leaf>& leaves,
                                const Certificate& authority) {
    for (const auto& leaf : leaves) {
      if (leaf.certificate) continue;
      const auto refusal = constraint_refusal(authority, leaf.instance.name,
                                              leaf.instance.names);
      if (!refusal) continue;
      throw Error(ErrorKind::config,
                  "cannot make a certificate for " +
                      quoted(leaf.instance.file) +
                      ": the CA's name constraints " + refusal->reason,
                  refusal->cure);
    }
  }

  void make_authority(const AuthorityProfile& profile) {
    auto made = options_.dry_run ? authority_.missing()
                                 : authority_.complete(clock_, profile);
    for (auto& path : made) report_.made.push_back(std::move(path));
  }

  void complete(const Leaf& leaf) {
    if (!leaf.certificate) {
      make_certificate(leaf);
      return;
    }
    report_.kept.push_back(leaf.files.certificate);
    const auto* authority = authority_.signer_of(*leaf.certificate);
    notice_differences(leaf, authority);
    // No chain is written for a certificate that is not of this CA.
    if (authority == nullptr ||
        !chain_differs(leaf.files, *leaf.certificate, *authority)) {
      return;
    }
    if (!options_.dry_run) {
      write_chain(leaf.files, *leaf.certificate, *authority);
    }
    report_.made.push_back(leaf.files.chain);
  }

  void make_certificate(const Leaf& leaf) {
    const auto& files = leaf.files;
    const bool is_new = !leaf.has_folder || !file_exists(files.key);
    if (options_.dry_run) {
      if (is_new) report_.made.push_back(files.key);
      report_.made.insert(report_.made.end(), {files.certificate, files.chain});
      return;
    }
    if (leaf.has_folder) {
      // Left of a pair that is gone; it must not lie beside another's key.
      remove_file(files.chain);
    } else {
      make_directories(files.folder, 0755);
    }
    const auto key = is_new ? CertificateKey::generate(leaf.instance.key_type)
                            : CertificateKey::load(files.key);
    const auto certificate = authority_.sign(
        {leaf.instance.name, leaf.instance.names, {}, leaf.instance.role}, key,
        clock_, leaf.instance.days);
    cut_.look_at(files.certificate, certificate,
                 authority_.signing_certificate(), leaf.instance.days);
    for (auto& path :
         write_leaf(files, key, is_new ? KeyChange::first : KeyChange::none,
                    certificate, authority_.signing_certificate())) {
      report_.made.push_back(std::move(path));
    }
  }

  void notice_differences(const Leaf& leaf, const Certificate* authority) {
    const auto path = quoted(leaf.files.certificate);
    const auto cure = "flock-certs renew " + leaf.instance.file +
                      (options_.may_be_unlisted
                           ? ", when the file of instances has it like this"
                           : "");
    static const std::set<std::string> none;
    if (authority == nullptr) {
      notice(path + " is not signed by the CA here and was left alone", cure);
    } else {
      const auto findings = examine_certificate(
          leaf.instance.file, leaf.files.certificate, *leaf.certificate,
          &leaf.instance, {authority_, none, clock_.now(), Milliseconds{0}});
      for (const auto& finding : findings) {
        if (finding.kind == FindingKind::not_yet_valid) continue;
        const bool keeps_key = finding.kind == FindingKind::key_type_differs &&
                               is_brought_key(leaf.files.key);
        notice(finding.message + " and was left alone",
               keeps_key ? "say so with 'key:' in the file of instances, or "
                           "move both files away to have them made anew"
                         : cure);
      }
    }
    if (!file_exists(leaf.files.key)) {
      notice(path + " is there without its key",
             "if that is lost, remove " + leaf.files.certificate +
                 " and run this again to have both made anew");
    }
  }

  void notice(std::string message, std::string hint) {
    report_.notices.push_back({std::move(message), std::move(hint)});
  }

  const CreateOptions& options_;
  Clock& clock_;
  CreateReport& report_;
  Authority authority_;
  CutLeaves cut_;
};

}  // namespace

CreateReport create_certificates(const CreateOptions& options, Clock& clock) {
  CreateReport report;
  if (options.dry_run) {
    auto instances = load_or_write_instances(options, report.made);
    Creation{options, clock, report}.run(std::move(instances));
    return report;
  }
  auto instances = load_asked_instances(options);
  make_directories(options.dir, 0755);
  const FileLock lock{certificate_lock(options.dir)};
  if (!instances) instances = load_or_write_instances(options, report.made);
  Creation{options, clock, report}.run(*std::move(instances));
  return report;
}

}  // namespace flk
