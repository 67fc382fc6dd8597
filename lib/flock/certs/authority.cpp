// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/certs/authority.hpp>

#include <algorithm>

#include <flock/base/file.hpp>
#include <flock/certs/leaf_files.hpp>

namespace flk {

Authority::Authority(CertificateFiles files, AuthorityKeySource source)
    : files_(std::move(files)),
      source_(std::move(source)),
      certificates_(Certificate::load_if_exists(files_.certificate)) {
  if (source_.file.empty()) source_.file = files_.key;
}

bool Authority::exists() const {
  return !certificates_.empty() || file_exists(source_.file);
}

std::vector<std::string> Authority::missing() const {
  std::vector<std::string> paths;
  if (!certificates_.empty()) return paths;
  if (!file_exists(source_.file)) paths.push_back(files_.key);
  paths.push_back(files_.certificate);
  return paths;
}

CertificateKey Authority::load_key() const {
  return CertificateKey::load(source_.file,
                              Passphrase{source_.passphrase_file});
}

std::vector<std::string> Authority::complete(Clock& clock,
                                             const AuthorityProfile& profile) {
  if (!certificates_.empty()) return {};
  make_directories(files_.folder, 0755);
  const bool is_new = !file_exists(source_.file);
  key_ = is_new ? CertificateKey::generate(profile.key_type) : load_key();
  certificates_.push_back(issue_authority(
      *key_, authority_validity(clock.now(), profile.days), profile));
  signing_ = &certificates_.back();
  return write_authority(files_, *key_,
                         is_new ? KeyChange::first : KeyChange::none,
                         certificates_);
}

std::vector<std::string> Authority::renew(Clock& clock,
                                          const AuthorityProfile& profile,
                                          bool rekey) {
  signing_certificate();  // throws unless the key is there and the CA's
  if (rekey) check_no_other_key();
  if (rekey) key_ = CertificateKey::generate(profile.key_type);
  std::vector<Certificate> certificates;
  certificates.push_back(issue_authority(
      *key_, authority_validity(clock.now(), profile.days), profile));
  for (auto& old : certificates_) {
    if (!old.is_for(*key_)) certificates.push_back(std::move(old));
  }
  certificates_ = std::move(certificates);
  signing_ = nullptr;
  // Beside a key that is kept elsewhere there is none to replace.
  const auto change = !rekey                    ? KeyChange::none
                      : file_exists(files_.key) ? KeyChange::replaced
                                                : KeyChange::first;
  return write_authority(files_, *key_, change, certificates_);
}

void Authority::check_no_other_key() const {
  if (!file_exists(files_.key) || CertificateKey::load(files_.key) == *key_) {
    return;
  }
  throw Error(ErrorKind::config,
              "will not replace " + quoted(files_.key) +
                  ": it is another key than " + quoted(source_.file),
              "move it away, or leave --ca-key out");
}

Certificate Authority::sign(LeafRequest request, const CertificateKey& key,
                            Clock& clock, std::chrono::days days) {
  const auto& authority = signing_certificate();
  request.validity = leaf_validity(clock.now(), authority, days);
  return issue_leaf(request, key, authority, *key_);
}

void Authority::check_can_sign(Clock& clock) {
  leaf_validity(clock.now(), signing_certificate());
}

const Certificate& Authority::signing_certificate() {
  if (signing_ != nullptr) return *signing_;
  const auto doing = "cannot sign with " + quoted(source_.file);
  if (!key_ && !file_exists(source_.file)) {
    throw Error(ErrorKind::config, doing + ": there is no such file",
                "bring the CA's key back for as long as this takes, or name "
                "it with --ca-key");
  }
  if (!key_) key_ = load_key();
  for (const auto& certificate : certificates_) {
    if (!certificate.is_for(*key_)) continue;
    if (!certificate.is_authority()) {
      throw Error(ErrorKind::config, doing + ": " + quoted(files_.certificate) +
                                         " is not a CA's certificate");
    }
    signing_ = &certificate;
    return certificate;
  }
  throw Error(ErrorKind::config,
              doing + ": it is not the key of " + quoted(files_.certificate));
}

const Certificate* Authority::signer_of(const Certificate& leaf) const {
  for (const auto& certificate : certificates_) {
    if (leaf.is_signed_by(certificate)) return &certificate;
  }
  return nullptr;
}

const Certificate* Authority::newest() const {
  const auto found =
      std::max_element(certificates_.begin(), certificates_.end(),
                       [](const Certificate& a, const Certificate& b) {
                         return a.not_before() < b.not_before();
                       });
  return found == certificates_.end() ? nullptr : &*found;
}

}  // namespace flk
