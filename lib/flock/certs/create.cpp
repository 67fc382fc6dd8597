// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/certs/create.hpp>

#include <algorithm>

#include <flock/base/fd.hpp>
#include <flock/base/file.hpp>
#include <flock/certs/authority.hpp>
#include <flock/certs/certificate.hpp>
#include <flock/certs/files.hpp>

namespace flk {
namespace {

constexpr std::size_t kMaxChain = 2 << 20;

// What of `instances` is asked for. Throws Error where `only` is not in them.
Instances chosen(Instances instances, const CreateOptions& options) {
  if (!options.only) return instances;
  const auto& only = *options.only;
  const auto doing = "cannot make a certificate for " + quoted(only.file);
  const auto file = quoted(options.instances_file);
  const auto found = std::find_if(
      instances.begin(), instances.end(),
      [&](const Instance& instance) { return instance.file == only.file; });
  if (found == instances.end()) {
    throw Error(ErrorKind::config, doing + ": " + file + " does not have it",
                "add it to that file");
  }
  if (!only.names.empty() && !(only.names == found->names)) {
    throw Error(ErrorKind::config,
                doing + ": " + file + " has other names for it",
                "change them in that file, or leave them out here");
  }
  return {*found};
}

Error nothing_to_make(const CreateOptions& options) {
  const std::string example = "gateway gateway.example.com 192.0.2.1";
  if (options.only) {
    return {ErrorKind::config,
            "cannot make a certificate for " + quoted(options.only->file) +
                ": it has neither a DNS name nor an IP address",
            "flock-certs create " + example};
  }
  return {ErrorKind::config,
          "cannot read instances from " + quoted(options.instances_file) +
              ": there is no such file",
          "flock-certs create " + example + " writes one"};
}

// Throws Error unless the file of instances can be written.
void check_can_write(const CreateOptions& options) {
  if (!options.only || options.only->names.empty()) {
    throw nothing_to_make(options);
  }
}

// Everything about the instances that can be wrong, before something is made.
void check_instances(const CreateOptions& options) {
  if (auto instances = load_instances(options.instances_file)) {
    chosen(*std::move(instances), options);
  } else {
    check_can_write(options);
  }
}

// Takes the instances from the file, which it writes where it is missing. The
// caller holds the lock, so that of two runs one writes and the other reads.
Instances load_or_write_instances(const CreateOptions& options,
                                  CreateReport& report) {
  const auto& path = options.instances_file;
  if (auto instances = load_instances(path)) {
    return chosen(*std::move(instances), options);
  }
  check_can_write(options);
  AtomicFile file{path, 0644};
  file.write(instances_yaml(*options.only));
  file.commit_new();
  report.made.push_back(path);
  return {*options.only};
}

struct Leaf {
  Instance instance;
  CertificateFiles files;
  std::optional<Certificate> certificate;  // where there was one
};

class Creation {
 public:
  Creation(const CreateOptions& options, Clock& clock, CreateReport& report)
      : options_(options),
        clock_(clock),
        report_(report),
        authority_(CertificateFiles::of_authority(options.dir)) {}

  void run(Instances instances) {
    const auto leaves = examine(std::move(instances));
    for (auto& path : authority_.complete(clock_)) {
      report_.made.push_back(std::move(path));
    }
    const bool all_there = std::all_of(
        leaves.begin(), leaves.end(),
        [](const Leaf& leaf) { return leaf.certificate.has_value(); });
    if (!all_there) authority_.check_can_sign(clock_);
    for (const auto& leaf : leaves) complete(leaf);
  }

 private:
  std::vector<Leaf> examine(Instances instances) const {
    std::vector<Leaf> leaves;
    for (auto& instance : instances) {
      auto files = CertificateFiles::of(options_.dir, instance.file);
      auto found = Certificate::load_if_exists(files.certificate);
      if (!found.empty() && !authority_.exists()) {
        throw Error(ErrorKind::config,
                    "will not make a new CA: " + quoted(files.certificate) +
                        " is of another, which is gone",
                    "bring ca.crt back, or remove the certificates of that CA");
      }
      leaves.push_back({std::move(instance), std::move(files), std::nullopt});
      if (!found.empty()) leaves.back().certificate = std::move(found[0]);
    }
    return leaves;
  }

  void complete(const Leaf& leaf) {
    if (leaf.certificate) {
      report_.kept.push_back(leaf.files.certificate);
      notice_differences(leaf);
      write_chain(leaf, *leaf.certificate);
    } else {
      write_chain(leaf, make_certificate(leaf));
    }
  }

  Certificate make_certificate(const Leaf& leaf) {
    const auto& files = leaf.files;
    make_directories(files.folder, 0755);
    // Left of a pair that is gone; it must not lie beside another's key.
    remove_file(files.chain);
    const auto [key, is_new] = CertificateKey::load_or_make(files.key);
    if (is_new) report_.made.push_back(files.key);
    auto certificate = authority_.sign(
        {leaf.instance.name, leaf.instance.names, {}}, key, clock_);
    replace_file(files.certificate, certificate.pem(), 0644);
    report_.made.push_back(files.certificate);
    return certificate;
  }

  // No chain is written for a certificate that is not of this CA.
  void write_chain(const Leaf& leaf, const Certificate& certificate) {
    const auto* authority = authority_.signer_of(certificate);
    if (authority == nullptr) return;
    const auto chain = certificate.pem() + authority->pem();
    if (read_file_if_exists(leaf.files.chain, kMaxChain) == chain) return;
    replace_file(leaf.files.chain, chain, 0644);
    report_.made.push_back(leaf.files.chain);
  }

  void notice_differences(const Leaf& leaf) {
    const auto& certificate = *leaf.certificate;
    const auto path = quoted(leaf.files.certificate);
    const std::string cure = "remove " + leaf.files.certificate +
                             " and run this again to have it made anew";
    if (authority_.signer_of(certificate) == nullptr) {
      notice(path + " is not signed by the CA here and was left alone", cure);
    } else if (certificate.common_name() != leaf.instance.name ||
               !(certificate.names() == leaf.instance.names)) {
      notice(path + " has other names than " + quoted(options_.instances_file) +
                 " and was left alone",
             cure);
    } else if (certificate.not_after() <= clock_.now()) {
      notice(path + " has expired on " +
                 format_rfc3339(certificate.not_after()) +
                 " and was left alone",
             cure);
    }
    if (!file_exists(leaf.files.key)) {
      notice(path + " is there without its key", "if that is lost, " + cure);
    }
  }

  void notice(std::string message, std::string hint) {
    report_.notices.push_back({std::move(message), std::move(hint)});
  }

  const CreateOptions& options_;
  Clock& clock_;
  CreateReport& report_;
  Authority authority_;
};

}  // namespace

CreateReport create_certificates(const CreateOptions& options, Clock& clock) {
  check_instances(options);
  make_directories(options.dir, 0755);
  const FileLock lock{certificate_lock(options.dir)};
  CreateReport report;
  auto instances = load_or_write_instances(options, report);
  Creation{options, clock, report}.run(std::move(instances));
  return report;
}

}  // namespace flk
