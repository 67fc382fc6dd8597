// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/certs/check.hpp>

#include <sys/stat.h>

#include <algorithm>
#include <functional>

#include <flock/base/error.hpp>
#include <flock/base/file.hpp>
#include <flock/certs/constraints.hpp>
#include <flock/certs/crl.hpp>
#include <flock/certs/examine.hpp>
#include <flock/certs/examine_crl.hpp>
#include <flock/certs/leaf_files.hpp>
#include <flock/certs/made_key.hpp>
#include <flock/certs/staged_file.hpp>
#include <flock/certs/store_of.hpp>

namespace flk {
namespace {

// The permission bits; 0 where there is no such file.
mode_t mode_of(const std::string& path) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0 ? info.st_mode & 0777 : 0;
}

class Check {
 public:
  Check(const CheckOptions& options, Clock& clock)
      : options_(options),
        now_(clock.now()),
        files_(CertificateFiles::of_authority(options.dir)) {
    if (auto instances = load_instances(options.instances_file)) {
      instances_ = *std::move(instances);
      has_instances_ = true;
    } else if (options.needs_instances) {
      throw Error(ErrorKind::config, "cannot read instances from " +
                                         quoted(options.instances_file) +
                                         ": there is no such file");
    }
    if (auto revoked = load_revocations(files_.revoked)) {
      revocations_ = *std::move(revoked);
      has_crl_ = true;
    }
    try {
      authority_.emplace(files_);
      revoked_ = revoked_serials(*authority_, revocations_);
    } catch (const Error& error) {
      add(FindingKind::unreadable, "ca", files_.certificate, error.what());
    }
  }

  Findings run() {
    if (options_.names.empty() || is_named("ca")) check_authority();
    for (const auto& name : names()) {
      if (options_.names.empty() || is_named(name)) check_leaf(name);
    }
    for (const auto& name : options_.names) {
      const auto known = names();
      if (name != "ca" && !std::binary_search(known.begin(), known.end(), name))
        add(FindingKind::missing, name,
            CertificateFiles::of(options_.dir, name).certificate,
            "there is no certificate " + quoted(name));
    }
    return std::move(findings_);
  }

 private:
  void add(FindingKind kind, const std::string& name, const std::string& file,
           const std::string& message) {
    findings_.push_back({kind, name, file, message});
  }

  bool is_named(const std::string& name) const {
    return std::find(options_.names.begin(), options_.names.end(), name) !=
           options_.names.end();
  }

  // Of folders and instances, sorted.
  std::vector<std::string> names() const {
    auto names = leaf_names(options_.dir);
    for (const auto& instance : instances_.list) names.push_back(instance.file);
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return names;
  }

  void check_modes(const std::string& name, const CertificateFiles& files) {
    for (const auto* path : {&files.key, &files.store}) {
      if (!path->empty() && (mode_of(*path) & 077) != 0 &&
          !(*path == files_.key && is_safe_under_any_mode(*path))) {
        add(FindingKind::mode, name, *path,
            quoted(*path) + " can be read or written by others");
      }
    }
    for (const auto* path : {&files.certificate, &files.chain, &files.crl,
                             &files.revoked, &files.folder}) {
      if (!path->empty() && (mode_of(*path) & 022) != 0) {
        add(FindingKind::mode, name, *path,
            quoted(*path) + " can be written by others");
      }
    }
  }

  void check_interrupted(const std::string& name,
                         const CertificateFiles& files) {
    for (const auto& path : interrupted_files(files)) {
      const bool is_in_the_way =
          path == staged_name(files.key) && is_brought(path);
      add(FindingKind::interrupted, name, path,
          quoted(path) +
              (is_in_the_way
                   ? " is in the way: flock-certs did not make that key"
                   : " was left by an interrupted run, which the next "
                     "completes"));
    }
  }

  static bool is_brought(const std::string& path) {
    try {
      return !may_remove_staged_key(path);
    } catch (const Error&) {
      return false;  // cannot be read
    }
  }

  // Whether the file's key is that of one of `certificates`.
  void check_key(const std::string& name, const std::string& path,
                 const std::function<bool(const CertificateKey&)>& is_right) {
    try {
      if (is_right(CertificateKey::load_whatever_mode(path))) return;
      add(FindingKind::key_mismatch, name, path,
          quoted(path) + " is not the key of the certificate beside it");
    } catch (const Error& error) {
      add(FindingKind::unreadable, name, path, error.what());
    }
  }

  Examination examination() const {
    return {*authority_, revoked_, now_, options_.within,
            options_.within_is_given};
  }

  void check_authority() {
    check_modes("ca", files_);
    check_interrupted("ca", files_);
    if (!authority_) return;
    const auto& certificates = authority_->certificates();
    if (certificates.empty()) {
      add(FindingKind::missing, "ca", files_.certificate,
          "there is no CA certificate " + quoted(files_.certificate));
      return;
    }
    for (const auto& certificate : certificates) {
      examine_time(findings_, "ca", files_.certificate, certificate,
                   examination());
    }
    check_authority_key(certificates);
    check_constraints();
    check_crl();
  }

  void check_authority_key(const std::vector<Certificate>& certificates) {
    if (!file_exists(files_.key)) return;
    try {
      if (is_protected_key(files_.key)) return;
    } catch (const Error& error) {
      add(FindingKind::unreadable, "ca", files_.key, error.what());
      return;
    }
    check_key("ca", files_.key, [&](const CertificateKey& key) {
      return std::any_of(
          certificates.begin(), certificates.end(),
          [&key](const Certificate& one) { return one.is_for(key); });
    });
    const auto leaves = leaf_names(options_.dir);
    const bool lies_beside =
        std::any_of(leaves.begin(), leaves.end(), [this](const auto& name) {
          return file_exists(CertificateFiles::of(options_.dir, name).key);
        });
    if (lies_beside) {
      add(FindingKind::ca_key_unprotected, "ca", files_.key,
          quoted(files_.key) +
              " has no passphrase and lies beside the keys it signs for");
    }
  }

  static bool is_safe_under_any_mode(const std::string& path) {
    try {
      return may_be_read_by_others(path);
    } catch (const Error&) {
      return false;  // check_key() says why
    }
  }

  void check_constraints() {
    if (!has_instances_) return;
    const auto* newest = authority_->newest();
    if (newest->constraints_der() != constraints_der(instances_.authority)) {
      add(FindingKind::constraints_differ, "ca", files_.certificate,
          quoted(files_.certificate) +
              " has other name constraints than the file of instances");
    }
  }

  void check_crl() {
    examine_crl(findings_, *authority_, files_.crl,
                has_crl_ ? &revocations_ : nullptr, now_);
  }

  void check_leaf(const std::string& name) {
    const auto files = CertificateFiles::of(options_.dir, name);
    check_modes(name, files);
    check_interrupted(name, files);
    try {
      auto found = Certificate::load_if_exists(files.certificate);
      if (!found.empty()) {
        check_pair(name, files, found[0]);
      } else if (instances_.find(name) != nullptr || file_exists(files.key)) {
        add(FindingKind::missing, name, files.certificate,
            "there is no certificate " + quoted(files.certificate));
      }
    } catch (const Error& error) {
      add(FindingKind::unreadable, name, files.certificate, error.what());
    }
  }

  void check_pair(const std::string& name, const CertificateFiles& files,
                  const Certificate& certificate) {
    if (!file_exists(files.key)) {
      add(FindingKind::missing, name, files.key,
          "there is no key " + quoted(files.key));
    } else {
      check_key(name, files.key, [&](const CertificateKey& key) {
        return certificate.is_for(key);
      });
    }
    check_store(name, files, certificate);
    if (!authority_ || authority_->certificates().empty()) return;
    auto findings = examine_certificate(name, files.certificate, certificate,
                                        instances_.find(name), examination());
    for (auto& finding : findings) {
      if (finding.kind == FindingKind::key_type_differs &&
          is_brought_key(files.key)) {
        finding.message +=
            "; it was brought and is kept: say so with 'key:' there";
      }
      findings_.push_back(std::move(finding));
    }
    const auto* signer = authority_->signer_of(certificate);
    if (signer == nullptr) return;
    examine_constraints(findings_, name, files.certificate, certificate,
                        *signer);
    if (chain_differs(files, certificate, *signer)) {
      add(FindingKind::chain_differs, name, files.chain,
          quoted(files.chain) + " is not the certificate and its CA's");
    }
  }

  void check_store(const std::string& name, const CertificateFiles& files,
                   const Certificate& certificate) {
    try {
      if (!is_store_of_another(files.store, certificate)) return;
      add(FindingKind::store_differs, name, files.store,
          quoted(files.store) + " is of another certificate than " +
              quoted(files.certificate));
    } catch (const Error& error) {
      add(FindingKind::unreadable, name, files.store, error.what());
    }
  }

  const CheckOptions& options_;
  Milliseconds now_;
  CertificateFiles files_;
  Instances instances_;
  bool has_instances_ = false;
  std::vector<Revocation> revocations_;
  std::set<std::string> revoked_;
  bool has_crl_ = false;
  std::optional<Authority> authority_;
  Findings findings_;
};

}  // namespace

Findings check_certificates(const CheckOptions& options, Clock& clock) {
  if (!file_exists(options.dir)) {
    throw Error(ErrorKind::config, "there is no folder " + quoted(options.dir),
                "flock-certs create makes certificates");
  }
  return Check{options, clock}.run();
}

}  // namespace flk
