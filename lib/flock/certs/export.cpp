// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/certs/export.hpp>

#include <openssl/err.h>
#include <openssl/pkcs12.h>

#include <algorithm>
#include <optional>

#include <flock/base/fd.hpp>
#include <flock/base/file.hpp>
#include <flock/base/regular_file.hpp>
#include <flock/certs/authority.hpp>
#include <flock/certs/leaf_files.hpp>
#include <flock/certs/staged_file.hpp>

namespace flk {
namespace {

constexpr std::size_t kMaxStore = 1 << 20;
constexpr int kRounds = 100000;  // twice: for what is in it and for its MAC

void require(bool ok) { require_openssl(ok, "make a PKCS#12 file"); }

// As a C string, which is what OpenSSL takes; in memory that is wiped.
SecretBytes terminated(const SecretBytes& passphrase) {
  if (passphrase.view().find('\0') != std::string_view::npos) {
    throw Error(ErrorKind::config, "the passphrase has a NUL in it");
  }
  SecretBytes text{passphrase.size() + 1};
  std::copy_n(passphrase.data(), passphrase.size(), text.data());
  return text;
}

// What is in a store that is there.
struct StoreContent {
  KeyHandle key;           // nullptr where there is none
  X509Handle certificate;  // of the key; likewise
};

// nullopt where the passphrase does not open it.
std::optional<StoreContent> opened(const std::string& bytes,
                                   const char* passphrase) {
  const auto bio = memory_bio(bytes);
  const OpensslHandle<PKCS12> store{::d2i_PKCS12_bio(bio.get(), nullptr)};
  EVP_PKEY* key = nullptr;
  X509* certificate = nullptr;
  const bool is_right = store && ::PKCS12_parse(store.get(), passphrase, &key,
                                                &certificate, nullptr) == 1;
  ::ERR_clear_error();
  if (!is_right) return std::nullopt;
  return StoreContent{KeyHandle{key}, X509Handle{certificate}};
}

std::string pkcs12_der(const std::string& name, const CertificateKey& key,
                       const Certificate& certificate,
                       const Certificate& authority, const char* passphrase) {
  const OpensslHandle<STACK_OF(X509)> others{sk_X509_new_null()};
  require(others != nullptr && ::X509_up_ref(authority.get()) == 1 &&
          sk_X509_push(others.get(), authority.get()) > 0);
  const OpensslHandle<PKCS12> store{::PKCS12_create(
      passphrase, name.c_str(), key.get(), certificate.get(), others.get(),
      NID_aes_256_cbc, NID_aes_256_cbc, kRounds, kRounds, 0)};
  require(store != nullptr);
  const BioHandle bio{::BIO_new(::BIO_s_mem())};
  require(bio && ::i2d_PKCS12_bio(bio.get(), store.get()) == 1);
  return std::string(written_to(*bio));
}

// A store is ours where its key is the one that lies here, or once did: then
// its certificate is this CA's.
void check_may_replace(const std::string& path, const char* passphrase,
                       const CertificateKey& key, const Authority& authority) {
  const auto refuse = [&path](const char* reason) {
    throw Error(ErrorKind::config,
                "will not replace " + quoted(path) + ": " + reason,
                "move it away");
  };
  const auto bytes = read_regular_file_if_exists(path, kMaxStore);
  if (!bytes) return;
  auto old = opened(*bytes, passphrase);
  if (!old) refuse("this passphrase does not open it");
  if (old->key && ::EVP_PKEY_eq(old->key.get(), key.get()) == 1) return;
  if (!old->certificate || authority.signer_of(Certificate{
                               std::move(old->certificate)}) == nullptr) {
    refuse("its key is another, and not certified by the CA here");
  }
}

}  // namespace

std::string write_pkcs12(const std::string& dir, const std::string& name,
                         const Passphrase& passphrase) {
  const auto doing = "cannot write " + quoted(name) + " as PKCS#12: ";
  if (const auto reason = file_name_refusal(name); !reason.empty()) {
    throw Error(ErrorKind::config, doing + "the name " + reason);
  }
  const auto files = CertificateFiles::of(dir, name);
  if (!file_exists(files.certificate)) {
    throw Error(ErrorKind::config,
                doing + "there is no " + quoted(files.certificate),
                "flock-certs create makes it");
  }
  const FileLock lock{certificate_lock(dir)};
  complete_interrupted(files);
  const auto certificate =
      std::move(Certificate::load_if_exists(files.certificate).at(0));
  const auto key = CertificateKey::load(files.key);
  const Authority authority{CertificateFiles::of_authority(dir)};
  const auto* signer = authority.signer_of(certificate);
  if (!certificate.is_for(key) || signer == nullptr) {
    throw Error(ErrorKind::config,
                doing +
                    "its key, its certificate and the CA do not belong "
                    "together",
                "flock-certs check says more");
  }
  const auto secret = terminated(passphrase.chosen(files.store));
  const auto* text = reinterpret_cast<const char*>(secret.data());
  check_may_replace(files.store, text, key, authority);
  StagedFile file{files.store,
                  pkcs12_der(name, key, certificate, *signer, text), 0600};
  file.replace();
  sync_directory(files.folder);
  return files.store;
}

void protect_authority_key(const std::string& dir, const std::string& file,
                           const Passphrase& passphrase, int rounds) {
  const auto files = CertificateFiles::of_authority(dir);
  if (!file_exists(files.key)) {
    throw Error(ErrorKind::config, "cannot protect " + quoted(files.key) +
                                       ": there is no such file");
  }
  const FileLock lock{certificate_lock(dir)};
  complete_interrupted(files);
  const auto key = CertificateKey::load(files.key);
  const auto certificates = Certificate::load_if_exists(files.certificate);
  if (std::none_of(certificates.begin(), certificates.end(),
                   [&key](const auto& one) { return one.is_for(key); })) {
    throw Error(ErrorKind::config, "will not move " + quoted(files.key) +
                                       ": it is not the key of " +
                                       quoted(files.certificate));
  }
  if (!file_exists(file)) {
    create_secret_file(file,
                       key.protected_pem(passphrase.chosen(file), rounds));
  }
  // Also where an earlier run was interrupted before the last step.
  if (!is_protected_key(file)) {
    throw Error(ErrorKind::config, "will not use " + quoted(file) +
                                       ": it is there and has no passphrase");
  }
  if (!(CertificateKey::load(file, passphrase) == key)) {
    throw Error(ErrorKind::config, "will not remove " + quoted(files.key) +
                                       ": " + quoted(file) +
                                       " is there and holds another key");
  }
  remove_file(files.key);
}

}  // namespace flk
