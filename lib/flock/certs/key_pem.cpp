// SPDX-License-Identifier: GPL-3.0-or-later
// How a private key is written down.

#include <flock/certs/key.hpp>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>

#include <algorithm>
#include <string_view>

namespace flk {
namespace {

using Pkcs8Handle = OpensslHandle<PKCS8_PRIV_KEY_INFO>;

void require(bool ok) { require_openssl(ok, "write a private key"); }

// ECPrivateKey (RFC 5915) of a key on P-256 is these, with the number and the
// point behind one each.
constexpr std::string_view kBeforeNumber{"\x30\x6b\x02\x01\x01\x04\x20", 7};
constexpr std::string_view kBeforePoint{"\xa1\x44\x03\x42\x00", 5};
constexpr std::size_t kNumberBytes = 32;
constexpr std::size_t kPointBytes = 65;  // uncompressed

// In memory that OpenSSL takes over, and wipes.
Pkcs8Handle pkcs8_on_p256(EVP_PKEY* key, std::string_view point) {
  BIGNUM* found = nullptr;
  require(::EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_PRIV_KEY, &found) == 1);
  const OpensslHandle<BIGNUM> number{found};
  const auto size =
      kBeforeNumber.size() + kNumberBytes + kBeforePoint.size() + kPointBytes;
  auto* bytes = static_cast<unsigned char*>(::OPENSSL_malloc(size));
  require(bytes != nullptr);
  Pkcs8Handle info{::PKCS8_PRIV_KEY_INFO_new()};
  const bool taken =
      info &&
      ::PKCS8_pkey_set0(info.get(), ::OBJ_nid2obj(NID_X9_62_id_ecPublicKey), 0,
                        V_ASN1_OBJECT, ::OBJ_nid2obj(NID_X9_62_prime256v1),
                        bytes, static_cast<int>(size)) == 1;
  if (!taken) ::OPENSSL_free(bytes);
  require(taken);
  auto* at = std::copy(kBeforeNumber.begin(), kBeforeNumber.end(), bytes);
  require(::BN_bn2binpad(number.get(), at, kNumberBytes) ==
          static_cast<int>(kNumberBytes));
  at = std::copy(kBeforePoint.begin(), kBeforePoint.end(), at + kNumberBytes);
  std::copy(point.begin(), point.end(), at);
  return info;
}

}  // namespace

// OpenSSL looks for an encoder and sets it up for each key, which takes a
// quarter of the time of a certificate and its key.
Pkcs8Handle CertificateKey::pkcs8() const {
  if (curve_ == NID_X9_62_prime256v1 && point_.size() == kPointBytes) {
    return pkcs8_on_p256(get(), point_);
  }
  Pkcs8Handle info{::EVP_PKEY2PKCS8(get())};
  require(info != nullptr);
  return info;
}

BioHandle CertificateKey::pem(const std::string& text) const {
  // Secure memory is wiped when the BIO is freed.
  BioHandle bio{::BIO_new(::BIO_s_secmem())};
  require(bio && ::BIO_puts(bio.get(), text.c_str()) >= 0 &&
          ::PEM_write_bio_PKCS8_PRIV_KEY_INFO(bio.get(), pkcs8().get()) == 1);
  return bio;
}

std::string CertificateKey::protected_pem(const SecretBytes& passphrase,
                                          int rounds) const {
  const auto plain = pkcs8();
  X509_ALGOR* scheme = ::PKCS5_pbe2_set_iv(::EVP_aes_256_cbc(), rounds, nullptr,
                                           16, nullptr, NID_hmacWithSHA256);
  require(scheme != nullptr);
  // Takes the scheme over where it succeeds.
  const OpensslHandle<X509_SIG> encrypted{::PKCS8_set0_pbe(
      reinterpret_cast<const char*>(passphrase.data()),
      static_cast<int>(passphrase.size()), plain.get(), scheme)};
  require(encrypted != nullptr);
  const BioHandle bio{::BIO_new(::BIO_s_mem())};
  require(bio && ::PEM_write_bio_PKCS8(bio.get(), encrypted.get()) == 1);
  return std::string(written_to(*bio));
}

}  // namespace flk
