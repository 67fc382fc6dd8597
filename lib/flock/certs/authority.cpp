// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/certs/authority.hpp>

#include <openssl/x509.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdio>

#include <flock/base/file.hpp>
#include <flock/base/regular_file.hpp>
#include <flock/certs/leaf_files.hpp>
#include <flock/certs/made_key.hpp>
#include <flock/certs/staged_file.hpp>

namespace flk {
namespace {

// Not of two that are not there.
bool is_same_file(const std::string& a, const std::string& b) {
  struct stat first {};
  struct stat second {};
  return ::stat(a.c_str(), &first) == 0 && ::stat(b.c_str(), &second) == 0 &&
         first.st_dev == second.st_dev && first.st_ino == second.st_ino;
}

// Whether leaves of `old` are leaves of `fresh` as well.
bool replaces(const Certificate& fresh, const Certificate& old) {
  return old.is_for(CertificateKey{fresh.public_key()}) &&
         old.key_id() == fresh.key_id() &&
         ::X509_NAME_cmp(::X509_get_subject_name(old.get()),
                         ::X509_get_subject_name(fresh.get())) == 0;
}

// No key is lost: what is at `kept` stays as well.
void keep_key(const std::string& path, const std::string& kept) {
  auto key = read_regular_file(path, kMaxKeyFile);
  auto there = read_regular_file_if_exists(kept, kMaxKeyFile);
  const bool is_other = there && *there != key;
  if (!there) replace_file(kept, key, 0600);
  wipe(key);
  if (there) wipe(*there);
  if (is_other) {
    throw Error(ErrorKind::config,
                "cannot keep " + quoted(path) + " as " + quoted(kept) +
                    ": there is an older key",
                "move that away");
  }
}

StagedFile stage_key(const std::string& path, const CertificateKey& key,
                     const std::optional<SecretBytes>& passphrase) {
  if (passphrase) {
    return StagedFile{path, made_protected_pem(key, *passphrase), 0600};
  }
  return StagedFile{path, written_to(*made_pem(key)), 0600};
}

}  // namespace

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
  if (must_make_key()) paths.push_back(files_.key);
  paths.push_back(files_.certificate);
  return paths;
}

CertificateKey Authority::load_key() {
  // What an option names may be a pipe.
  if (source_.file == files_.key) require_regular(files_.key);
  return CertificateKey::load(source_.file, Passphrase{source_.passphrase_file},
                              &passphrase_);
}

bool Authority::key_is_elsewhere() const {
  return source_.file != files_.key && !is_same_file(source_.file, files_.key);
}

bool Authority::must_make_key() const {
  if (file_exists(source_.file)) return false;
  if (!key_is_elsewhere()) return true;
  throw Error(ErrorKind::config,
              "cannot make a CA for the key " + quoted(source_.file) +
                  ": there is no such file",
              "leave --ca-key out to have one made; protect-ca-key moves it");
}

std::vector<std::string> Authority::complete(Clock& clock,
                                             const AuthorityProfile& profile) {
  if (!certificates_.empty()) return {};
  const bool is_new = must_make_key();
  make_directories(files_.folder, 0755);
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
  // Throws unless the key is there and the CA's.
  const auto& present = signing_certificate();
  const auto validity = authority_validity(clock.now(), profile.days);
  if (rekey) key_ = CertificateKey::generate(profile.key_type);
  std::vector<Certificate> certificates;
  certificates.push_back(
      rekey ? issue_authority(*key_, validity, profile)
            : reissue_authority(present, *key_, validity, profile));
  for (auto& old : certificates_) {
    if (!replaces(certificates[0], old)) certificates.push_back(std::move(old));
  }
  certificates_ = std::move(certificates);
  signing_ = nullptr;
  if (rekey && key_is_elsewhere()) return replace_key_elsewhere();
  return write_authority(files_, *key_,
                         rekey ? KeyChange::replaced : KeyChange::none,
                         certificates_);
}

// The certificate comes first: with the old CA's beside it, it fits either key.
std::vector<std::string> Authority::replace_key_elsewhere() const {
  const auto kept = source_.file + ".old";
  keep_key(source_.file, kept);
  StagedFile key = stage_key(source_.file, *key_, passphrase_);
  sync_directory(directory_of(source_.file));
  write_authority(files_, *key_, KeyChange::none, certificates_);
  key.replace();
  sync_directory(directory_of(source_.file));
  return {source_.file, kept, files_.certificate};
}

void Authority::complete_interrupted_key() {
  const auto staged = staged_name(source_.file);
  if (!key_is_elsewhere() || !file_exists(staged) ||
      !may_remove_staged_key(staged)) {
    return;
  }
  const bool has_certificate = std::any_of(
      certificates_.begin(), certificates_.end(), [&](const auto& one) {
        return is_marked_as(staged, CertificateKey{one.public_key()});
      });
  if (!has_certificate) {
    remove_file(staged);
    return;
  }
  if (std::rename(staged.c_str(), source_.file.c_str()) != 0) {
    throw_errno(ErrorKind::try_again, "cannot replace " + quoted(source_.file));
  }
  sync_directory(directory_of(source_.file));
}

Certificate Authority::sign(LeafRequest request, const CertificateKey& key,
                            Clock& clock, std::chrono::days days) {
  if (const auto reason = key_refusal(key.get()); !reason.empty()) {
    throw Error(ErrorKind::config,
                "cannot make a certificate for the key of " +
                    quoted(request.common_name) + ": " + reason,
                "move the key away, and its certificate if there is one: "
                "flock-certs create makes both");
  }
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
