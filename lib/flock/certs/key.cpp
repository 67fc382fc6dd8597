// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/certs/key.hpp>

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <flock/base/file.hpp>
#include <flock/base/private_file.hpp>
#include <flock/base/regular_file.hpp>
#include <flock/base/whole_file.hpp>

namespace flk {
namespace {

void require_encoded(bool ok) { require_openssl(ok, "write a public key"); }

// The curve of an EC key that has one with a name; else NID_undef.
int curve_of(EVP_PKEY* key) {
  char name[64] = "";
  const bool has_name =
      key != nullptr && ::EVP_PKEY_is_a(key, "EC") == 1 &&
      ::EVP_PKEY_get_group_name(key, name, sizeof name, nullptr) == 1;
  return has_name ? ::OBJ_sn2nid(name) : NID_undef;
}

// For PEM_read_bio_PrivateKey(): hands out `user_data`, a SecretBytes.
int give_passphrase(char* buffer, int size, int, void* user_data) {
  const auto& passphrase = *static_cast<const SecretBytes*>(user_data);
  if (passphrase.size() > static_cast<std::size_t>(size)) return -1;
  passphrase.view().copy(buffer, passphrase.size());
  return static_cast<int>(passphrase.size());
}

KeyHandle parse(std::string_view pem, pem_password_cb* callback,
                void* user_data) {
  const auto bio = memory_bio(pem);
  return KeyHandle{
      ::PEM_read_bio_PrivateKey(bio.get(), nullptr, callback, user_data)};
}

bool is_protected_pem(std::string_view pem) {
  return pem.find("ENCRYPTED") != std::string_view::npos;
}

// Whether the keys in it are under a passphrase, and not in OpenSSL's old
// format, whose passphrase can be tried at the speed of MD5.
bool is_encrypted_pkcs8(std::string_view pem) {
  constexpr std::string_view kBegin = "-----BEGIN ";
  constexpr std::string_view kKey = "PRIVATE KEY-----";
  bool is_encrypted = false;
  for (auto at = pem.find(kBegin); at != std::string_view::npos;
       at = pem.find(kBegin, at)) {
    at += kBegin.size();
    const auto label = pem.substr(at, pem.find('\n', at) - at);
    if (label.find(kKey) == std::string_view::npos) continue;
    is_encrypted = label.starts_with("ENCRYPTED PRIVATE KEY-----");
    if (!is_encrypted) break;
  }
  return is_encrypted;
}

// `pem` is wiped.
CertificateKey parse_key(std::string pem, const std::string& path,
                         const Passphrase* passphrase,
                         std::optional<SecretBytes>* used = nullptr) {
  const bool is_protected = is_protected_pem(pem);
  const auto doing = "cannot read key " + quoted(path);
  KeyHandle key;
  if (is_protected && passphrase != nullptr) {
    auto secret = passphrase->existing(path);
    key = parse(pem, give_passphrase, &secret);
    if (used != nullptr) *used = std::move(secret);
  } else {
    key = parse(pem, no_passphrase, nullptr);
  }
  wipe(pem);
  if (key) return CertificateKey{std::move(key)};
  if (!is_protected) throw_openssl(ErrorKind::config, doing);
  ::ERR_clear_error();
  throw Error(
      ErrorKind::config,
      doing + (passphrase == nullptr ? ": it is protected by a passphrase"
                                     : ": the passphrase is another one"));
}

using GeneratorHandle = OpensslHandle<EVP_PKEY_CTX>;

GeneratorHandle make_curve_generator(const char* curve) {
  GeneratorHandle generator{
      ::EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr)};
  require_openssl(
      generator && ::EVP_PKEY_keygen_init(generator.get()) == 1 &&
          ::EVP_PKEY_CTX_set_group_name(generator.get(), curve) == 1,
      "make a key");
  return generator;
}

EVP_PKEY* make_curve_key(EVP_PKEY_CTX* generator) {
  EVP_PKEY* key = nullptr;
  return ::EVP_PKEY_generate(generator, &key) == 1 ? key : nullptr;
}

// Kept, since setting up the curve takes as long as making a key on it.
EVP_PKEY_CTX* p256_generator() {
  thread_local const auto generator = make_curve_generator("P-256");
  return generator.get();
}

EVP_PKEY* make_key(const KeyType& type) {
  switch (type.kind) {
    case KeyType::Kind::p256:
      return make_curve_key(p256_generator());
    case KeyType::Kind::p384:
      return make_curve_key(make_curve_generator("P-384").get());
    case KeyType::Kind::ed25519:
      return ::EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
    case KeyType::Kind::rsa:
      break;
  }
  return ::EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA",
                             std::size_t{type.rsa_bits});
}

}  // namespace

CertificateKey::CertificateKey(KeyHandle handle)
    : handle_(std::move(handle)), curve_(curve_of(get())) {
  if (curve_ == NID_undef) return;
  unsigned char* point = nullptr;
  const auto size = ::EVP_PKEY_get1_encoded_public_key(get(), &point);
  require_encoded(size > 0);
  point_.assign(reinterpret_cast<char*>(point), size);
  ::OPENSSL_free(point);
}

CertificateKey CertificateKey::generate(const KeyType& type) {
  KeyHandle key{make_key(type)};
  if (!key) throw_openssl(ErrorKind::defect, "cannot make a key");
  return CertificateKey{std::move(key)};
}

CertificateKey CertificateKey::load(const std::string& path) {
  return parse_key(read_regular_secret_file(path, kMaxKeyFile), path, nullptr);
}

CertificateKey CertificateKey::load_whatever_mode(const std::string& path) {
  return parse_key(read_regular_file(path, kMaxKeyFile), path, nullptr);
}

CertificateKey CertificateKey::load(const std::string& path,
                                    const Passphrase& passphrase,
                                    std::optional<SecretBytes>* used) {
  const Fd fd = open_for_reading(path);  // read once: it may be a pipe
  const auto status = file_status(fd.get(), path);
  auto pem = read_all(fd.get(), path, kMaxKeyFile);
  if (!is_encrypted_pkcs8(pem) && (status.st_mode & 077) != 0) {
    wipe(pem);
    require_private(status, path, "will not use secret file");
  }
  return parse_key(std::move(pem), path, &passphrase, used);
}

// X509_set_pubkey() decodes again what it has just encoded: a third of the time
// that a certificate takes. On a curve with a name the encoded form is put in
// as it is (RFC 5480), and Certificate::public_key() decodes it when asked.
void CertificateKey::set_public_half(X509* certificate) const {
  if (curve_ == NID_undef) {
    require_encoded(::X509_set_pubkey(certificate, get()) == 1);
    return;
  }
  // X509_PUBKEY_set0_param() takes it over.
  auto* point = static_cast<unsigned char*>(
      ::OPENSSL_memdup(point_.data(), point_.size()));
  require_encoded(point != nullptr);
  require_encoded(
      ::X509_PUBKEY_set0_param(::X509_get_X509_PUBKEY(certificate),
                               ::OBJ_nid2obj(NID_X9_62_id_ecPublicKey),
                               V_ASN1_OBJECT, ::OBJ_nid2obj(curve_), point,
                               static_cast<int>(point_.size())) == 1);
}

// By way of a certificate: i2d_PUBKEY() encodes the point anew.
std::string CertificateKey::public_der() const {
  const X509Handle holder{::X509_new()};
  require_encoded(holder != nullptr);
  set_public_half(holder.get());
  unsigned char* data = nullptr;
  const int size =
      ::i2d_X509_PUBKEY(::X509_get_X509_PUBKEY(holder.get()), &data);
  require_encoded(size > 0);
  std::string der{reinterpret_cast<char*>(data),
                  static_cast<std::size_t>(size)};
  ::OPENSSL_free(data);
  return der;
}

bool CertificateKey::operator==(const CertificateKey& other) const {
  return ::EVP_PKEY_eq(get(), other.get()) == 1;
}

bool is_protected_key(const std::string& path) {
  auto pem = read_regular_file(path, kMaxKeyFile);
  const bool is_protected = is_protected_pem(pem);
  wipe(pem);
  return is_protected;
}

bool may_be_read_by_others(const std::string& path) {
  auto pem = read_regular_file(path, kMaxKeyFile);
  const bool is_encrypted = is_encrypted_pkcs8(pem);
  wipe(pem);
  return is_encrypted;
}

std::string key_refusal(EVP_PKEY* key) {
  const auto type = key_type(key);
  if (::EVP_PKEY_can_sign(key) != 1) return type + " signs nothing";
  const bool is_weak =
      ::EVP_PKEY_is_a(key, "RSA") == 1 && ::EVP_PKEY_get_bits(key) < 2048;
  return is_weak ? type + " is too weak" : "";
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
