// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/certs/leaf_files.hpp>

#include <cstdio>
#include <optional>

#include <flock/base/file.hpp>
#include <flock/base/regular_file.hpp>
#include <flock/certs/made_key.hpp>
#include <flock/certs/staged_file.hpp>

namespace flk {
namespace {

constexpr std::size_t kMaxChain = 2 << 20;

std::optional<CertificateKey> readable_key(const std::string& path) {
  if (path.empty() || !file_exists(path)) return std::nullopt;
  try {
    return CertificateKey::load(path);
  } catch (const Error&) {
    return std::nullopt;  // torn, or nothing that we could use
  }
}

// Whether the file's first certificate is for `key`.
bool is_for(const std::string& path, const std::optional<CertificateKey>& key) {
  if (!key) return false;
  try {
    const auto found = Certificate::load_if_exists(path);
    return !found.empty() && found[0].is_for(*key);
  } catch (const Error&) {
    return false;  // torn
  }
}

void put(const std::string& path) {
  if (std::rename(staged_name(path).c_str(), path.c_str()) != 0) {
    throw_errno(ErrorKind::try_again, "cannot replace " + quoted(path));
  }
  sync_directory(directory_of(path));
}

// The staged certificate and chain can be made again.
void check_may_remove(const CertificateFiles& files) {
  const auto staged = staged_name(files.key);
  if (!file_exists(staged) || may_remove_staged_key(staged)) return;
  throw Error(ErrorKind::config,
              "will not remove " + quoted(staged) +
                  ": flock-certs did not make that key",
              "move it away");
}

std::string chain_of(const Certificate& certificate,
                     const Certificate& authority) {
  return certificate.pem() + authority.pem();
}

// `certificates` and, unless it is empty, `chain` as PEM.
std::vector<std::string> write_files(const CertificateFiles& files,
                                     const CertificateKey& key,
                                     KeyChange change,
                                     const std::string& certificates,
                                     const std::string& chain_pem) {
  std::vector<std::string> made;
  std::optional<StagedFile> new_key;
  if (change == KeyChange::replaced) check_may_replace_key(files.key);
  if (change != KeyChange::none) {
    new_key.emplace(files.key, written_to(*made_pem(key)), 0600);
  }
  StagedFile certificate{files.certificate, certificates, 0644};
  std::optional<StagedFile> chain;
  if (!chain_pem.empty()) chain.emplace(files.chain, chain_pem, 0644);
  if (new_key) {
    if (change == KeyChange::first) new_key->place_new();
    if (change == KeyChange::replaced) new_key->replace();
    made.push_back(files.key);
  }
  certificate.replace();
  made.push_back(files.certificate);
  if (chain) {
    chain->replace();
    made.push_back(files.chain);
  }
  sync_directory(files.folder);
  return made;
}

}  // namespace

std::vector<std::string> write_leaf(const CertificateFiles& files,
                                    const CertificateKey& key, KeyChange change,
                                    const Certificate& certificate,
                                    const Certificate& authority) {
  const auto pem = certificate.pem();
  return write_files(files, key, change, pem, pem + authority.pem());
}

std::vector<std::string> write_authority(
    const CertificateFiles& files, const CertificateKey& key, KeyChange change,
    const std::vector<Certificate>& certificates) {
  std::string pem;
  for (const auto& certificate : certificates) pem += certificate.pem();
  return write_files(files, key, change, pem, {});
}

bool chain_differs(const CertificateFiles& files,
                   const Certificate& certificate,
                   const Certificate& authority) {
  return read_regular_file_if_exists(files.chain, kMaxChain) !=
         chain_of(certificate, authority);
}

void write_chain(const CertificateFiles& files, const Certificate& certificate,
                 const Certificate& authority) {
  StagedFile chain{files.chain, chain_of(certificate, authority), 0644};
  chain.replace();
  sync_directory(files.folder);
}

std::vector<std::string> interrupted_files(const CertificateFiles& files) {
  std::vector<std::string> found;
  for (const auto* path : {&files.key, &files.certificate, &files.chain,
                           &files.store, &files.crl}) {
    if (path->empty()) continue;
    auto staged = staged_name(*path);
    if (file_exists(staged)) found.push_back(std::move(staged));
  }
  return found;
}

void complete_interrupted(const CertificateFiles& files) {
  const auto left = interrupted_files(files);
  if (left.empty()) return;
  check_may_remove(files);
  const auto key = readable_key(files.key);
  if (!is_for(files.certificate, key)) {
    if (is_for(staged_name(files.certificate), key)) {
      put(files.certificate);
    } else if (is_for(files.certificate,
                      readable_key(staged_name(files.key)))) {
      // After a loss of power names may be on the disk in another order.
      check_may_replace_key(files.key);
      put(files.key);
    }
  }
  for (const auto& path : left) remove_file(path);
}

}  // namespace flk
