// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/certs/examine.hpp>

#include <algorithm>

#include <flock/base/error.hpp>
#include <flock/certs/constraints.hpp>

namespace flk {
namespace {

class CertificateExaminer {
 public:
  CertificateExaminer(Findings& findings, const std::string& name,
                      const std::string& path, const Certificate& certificate)
      : findings_(findings),
        name_(name),
        path_(path),
        certificate_(certificate) {}

  void compare_signer(const Authority& authority) {
    const auto* signer = authority.signer_of(certificate_);
    if (signer == nullptr) {
      add(FindingKind::not_signed, "is not signed by the CA here");
      return;
    }
    const auto* newest = authority.newest();
    if (newest->key_id() != signer->key_id()) {
      add(FindingKind::old_ca, "is signed by an older CA of ca.crt");
    }
    if (certificate_.not_after() > signer->not_after()) {
      add(FindingKind::outlives_ca,
          "is valid longer than its CA, which ends on " +
              format_rfc3339(signer->not_after()));
    }
  }

  // No new certificate cures it: other names do, or a new CA certificate.
  void compare_constraints(const Certificate& signer) {
    const auto refusal = constraint_refusal(signer, certificate_.common_name(),
                                            certificate_.names());
    if (!refusal) return;
    add(FindingKind::constraints_forbid,
        "is not valid: the CA's name constraints " + refusal->reason);
  }

  // `life` is what was asked for.
  void compare_time(const Examination& examination, Milliseconds life) {
    const auto now = examination.now;
    const auto end = certificate_.not_after();
    const auto within = examination.as_given
                            ? examination.within
                            : std::min(examination.within, life / 3);
    if (end <= now) {
      add(FindingKind::expired, "has expired on " + format_rfc3339(end));
    } else if (end <= now + within) {
      add(FindingKind::expires, "expires on " + format_rfc3339(end));
    }
    if (certificate_.not_before() > now) {
      add(FindingKind::not_yet_valid,
          "is not valid before " + format_rfc3339(certificate_.not_before()));
    }
  }

  void compare_revoked(const std::set<std::string>& revoked) {
    if (revoked.contains(certificate_.serial())) {
      add(FindingKind::revoked, "has been revoked");
    }
  }

  void compare_instance(const Instance& instance) {
    if (certificate_.common_name() != instance.name ||
        !(certificate_.names() == instance.names)) {
      add(FindingKind::names_differ,
          "has other names than the file of instances");
    }
    const auto role = certificate_.role();
    if (role != instance.role) {
      add(FindingKind::role_differs,
          "is for role " + (role ? role_name(*role) : std::string("none")) +
              ", not " + role_name(instance.role));
    }
    if (certificate_.key_type() != instance.key_type.name()) {
      add(FindingKind::key_type_differs,
          "has a key of type " + certificate_.key_type() + ", not " +
              instance.key_type.name());
    }
  }

 private:
  void add(FindingKind kind, const std::string& what) {
    findings_.push_back({kind, name_, path_, quoted(path_) + " " + what});
  }

  Findings& findings_;
  const std::string& name_;
  const std::string& path_;
  const Certificate& certificate_;
};

Milliseconds life_of(const Certificate& certificate) {
  return certificate.not_after() - certificate.not_before();
}

// The last third is that of the days asked for: the CA may have cut them. One
// that nothing asks for was made for as long as any, unless it ends before.
Milliseconds asked_life(const Certificate& certificate,
                        const Instance* instance, const Authority& authority) {
  const auto life = life_of(certificate);
  if (instance != nullptr) return std::max<Milliseconds>(life, instance->days);
  const auto* signer = authority.signer_of(certificate);
  const bool ends_with_signer =
      signer != nullptr && signer->not_after() == certificate.not_after();
  return ends_with_signer ? std::max<Milliseconds>(life, kLeafDays) : life;
}

}  // namespace

Findings examine_certificate(const std::string& name, const std::string& path,
                             const Certificate& certificate,
                             const Instance* instance,
                             const Examination& examination) {
  Findings findings;
  CertificateExaminer examiner{findings, name, path, certificate};
  examiner.compare_signer(examination.authority);
  if (instance != nullptr) examiner.compare_instance(*instance);
  examiner.compare_revoked(examination.revoked);
  examiner.compare_time(
      examination, asked_life(certificate, instance, examination.authority));
  return findings;
}

void examine_constraints(Findings& findings, const std::string& name,
                         const std::string& path,
                         const Certificate& certificate,
                         const Certificate& signer) {
  CertificateExaminer{findings, name, path, certificate}.compare_constraints(
      signer);
}

void examine_time(Findings& findings, const std::string& name,
                  const std::string& path, const Certificate& certificate,
                  const Examination& examination) {
  CertificateExaminer{findings, name, path, certificate}.compare_time(
      examination, life_of(certificate));
}

}  // namespace flk
