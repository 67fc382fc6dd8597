// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/certs/key.hpp>

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/pem.h>

#include <flock/base/file.hpp>
#include <flock/base/secret.hpp>

namespace flk {
namespace {

constexpr std::size_t kMaxKeyFile = 64 << 10;

KeyHandle parse(std::string_view pem) {
  const auto bio = memory_bio(pem);
  return KeyHandle{
      ::PEM_read_bio_PrivateKey(bio.get(), nullptr, no_passphrase, nullptr)};
}

}  // namespace

CertificateKey CertificateKey::generate() {
  KeyHandle key{::EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256")};
  if (!key) throw_openssl(ErrorKind::defect, "cannot make a key");
  return CertificateKey{std::move(key)};
}

CertificateKey CertificateKey::load(const std::string& path) {
  auto pem = read_secret_file(path, kMaxKeyFile);
  KeyHandle key = parse(pem);
  const bool is_protected = pem.find("ENCRYPTED") != std::string::npos;
  wipe(pem);
  const auto doing = "cannot read key " + quoted(path);
  if (!key && is_protected) {
    throw Error(ErrorKind::config, doing + ": it is protected by a passphrase");
  }
  if (!key) throw_openssl(ErrorKind::config, doing);
  return CertificateKey{std::move(key)};
}

std::pair<CertificateKey, bool> CertificateKey::load_or_make(
    const std::string& path) {
  if (file_exists(path)) {
    auto key = load(path);
    // A second name of the key, left where save_new() was killed.
    remove_file(path + ".new");
    return {std::move(key), false};
  }
  auto key = generate();
  key.save_new(path);
  return {std::move(key), true};
}

void CertificateKey::save_new(const std::string& path) const {
  // Secure memory is wiped when the BIO is freed.
  const BioHandle bio{::BIO_new(::BIO_s_secmem())};
  require_openssl(
      bio && ::PEM_write_bio_PKCS8PrivateKey(bio.get(), handle_.get(), nullptr,
                                             nullptr, 0, nullptr, nullptr) == 1,
      "write a key as PEM");
  create_secret_file(path, written_to(*bio));
}

std::string key_type(EVP_PKEY* key) {
  if (::EVP_PKEY_is_a(key, "RSA") == 1) {
    return "RSA " + std::to_string(::EVP_PKEY_get_bits(key));
  }
  if (::EVP_PKEY_is_a(key, "EC") == 1) {
    char group[64] = "";
    ::EVP_PKEY_get_group_name(key, group, sizeof group, nullptr);
    const char* nist = ::EC_curve_nid2nist(::OBJ_sn2nid(group));
    return std::string("EC ") + (nist == nullptr ? group : nist);
  }
  if (::EVP_PKEY_is_a(key, "ED25519") == 1) return "Ed25519";
  const char* name = ::EVP_PKEY_get0_type_name(key);
  return name == nullptr ? "unknown" : name;
}

}  // namespace flk
