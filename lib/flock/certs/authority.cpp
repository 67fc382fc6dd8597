// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/certs/authority.hpp>

#include <flock/base/file.hpp>

namespace flk {

Authority::Authority(CertificateFiles files)
    : files_(std::move(files)),
      certificates_(Certificate::load_if_exists(files_.certificate)) {}

bool Authority::exists() const {
  return !certificates_.empty() || file_exists(files_.key);
}

std::vector<std::string> Authority::complete(Clock& clock) {
  if (!certificates_.empty()) return {};
  std::vector<std::string> made;
  make_directories(files_.folder, 0755);
  auto [key, is_new] = CertificateKey::load_or_make(files_.key);
  if (is_new) made.push_back(files_.key);
  key_ = std::move(key);
  certificates_.push_back(
      issue_authority(*key_, authority_validity(clock.now())));
  replace_file(files_.certificate, certificates_[0].pem(), 0644);
  made.push_back(files_.certificate);
  return made;
}

Certificate Authority::sign(LeafRequest request, const CertificateKey& key,
                            Clock& clock) {
  const auto& authority = signing_certificate();
  request.validity = leaf_validity(clock.now(), authority);
  return issue_leaf(request, key, authority, *key_);
}

void Authority::check_can_sign(Clock& clock) {
  leaf_validity(clock.now(), signing_certificate());
}

const Certificate& Authority::signing_certificate() {
  const auto doing = "cannot sign with " + quoted(files_.key);
  if (!key_ && !file_exists(files_.key)) {
    throw Error(ErrorKind::config, doing + ": there is no such file",
                "bring the CA's key back for as long as this takes");
  }
  if (!key_) key_ = CertificateKey::load(files_.key);
  for (const auto& certificate : certificates_) {
    if (!certificate.is_for(*key_)) continue;
    if (certificate.is_authority()) return certificate;
    throw Error(ErrorKind::config, doing + ": " + quoted(files_.certificate) +
                                       " is not a CA's certificate");
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

}  // namespace flk
