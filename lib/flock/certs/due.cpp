// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/certs/due.hpp>

#include <flock/base/error.hpp>
#include <flock/base/file.hpp>
#include <flock/certs/made_key.hpp>

namespace flk {
namespace {

// No key is replaced that flock-certs did not make, nor one that is not that
// of the certificate beside it.
void check_may_rekey(const CertificateFiles& files, bool key_is_here,
                     bool fits) {
  const auto doing = "will not replace " + quoted(files.key);
  if (!key_is_here) {
    throw Error(ErrorKind::config, doing + ": it is not here",
                "bring it back, or remove " + files.certificate +
                    " and run flock-certs create");
  }
  if (!fits) {
    throw Error(ErrorKind::config,
                doing + ": it is not the key of " + quoted(files.certificate),
                "move it away, or renew without --rekey to have a "
                "certificate made for it");
  }
  check_may_replace_key(files.key, "move it away with " + files.certificate +
                                       ", then flock-certs create makes both");
}

// What a new certificate cures.
Findings curable(Findings findings, const CertificateFiles& files,
                 const Certificate& certificate, const Authority& authority) {
  std::erase_if(findings, [&](const Finding& finding) {
    if (finding.kind == FindingKind::key_type_differs) {
      return is_brought_key(files.key);
    }
    return finding.kind == FindingKind::expires &&
           certificate.not_after() >= authority.newest()->not_after();
  });
  return findings;
}

bool wants_another_key(const Findings& findings) {
  for (const auto& finding : findings) {
    if (finding.kind == FindingKind::revoked ||
        finding.kind == FindingKind::key_type_differs) {
      return true;
    }
  }
  return false;
}

}  // namespace

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

std::optional<Due> due_leaf(const std::string& name,
                            const CertificateFiles& files,
                            const Certificate& certificate,
                            const Instance* instance,
                            const DueQuestion& question) {
  const auto& examination = question.examination;
  const auto findings =
      curable(examine_certificate(name, files.certificate, certificate,
                                  instance, examination),
              files, certificate, examination.authority);
  const bool key_is_here = file_exists(files.key);
  const bool fits =
      !key_is_here ||
      certificate.is_for(CertificateKey::load_whatever_mode(files.key));
  std::string reason = question.is_asked_for ? "asked for" : "";
  if (!fits) reason = quoted(files.key) + " is the key of another";
  if (!findings.empty()) reason = findings[0].message;
  if (reason.empty()) return std::nullopt;
  const bool rekey = question.rekey || wants_another_key(findings);
  if (rekey) check_may_rekey(files, key_is_here, fits);
  // The public half is enough for a certificate.
  auto key = key_is_here && !rekey ? CertificateKey::load(files.key)
                                   : CertificateKey{certificate.public_key()};
  return Due{name,
             files,
             instance != nullptr ? *instance : instance_like(name, certificate),
             std::move(key),
             rekey,
             std::move(reason)};
}

}  // namespace flk
