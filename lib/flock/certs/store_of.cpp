// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/certs/store_of.hpp>

#include <openssl/err.h>
#include <openssl/pkcs12.h>

#include <memory>
#include <optional>

#include <flock/base/regular_file.hpp>

namespace flk {
namespace {

constexpr std::size_t kMaxStore = 1 << 20;
constexpr std::size_t kSha1Bytes = 20;

struct StackFree {
  void operator()(STACK_OF(PKCS7) * safes) const {
    sk_PKCS7_pop_free(safes, ::PKCS7_free);
  }
  void operator()(STACK_OF(PKCS12_SAFEBAG) * bags) const {
    sk_PKCS12_SAFEBAG_pop_free(bags, ::PKCS12_SAFEBAG_free);
  }
};

std::optional<std::string> key_id_of(const PKCS12_SAFEBAG* bag) {
  const int kind = ::PKCS12_SAFEBAG_get_nid(bag);
  if (kind != NID_pkcs8ShroudedKeyBag && kind != NID_keyBag) {
    return std::nullopt;
  }
  const auto* id = ::PKCS12_SAFEBAG_get0_attr(bag, NID_localKeyID);
  if (id == nullptr || id->type != V_ASN1_OCTET_STRING) return std::nullopt;
  const auto* text = id->value.octet_string;
  return std::string{
      reinterpret_cast<const char*>(::ASN1_STRING_get0_data(text)),
      static_cast<std::size_t>(::ASN1_STRING_length(text))};
}

// Of the first key in what is not encrypted as a whole.
std::optional<std::string> local_key_id(const std::string& der) {
  const auto bio = memory_bio(der);
  const OpensslHandle<PKCS12> store{::d2i_PKCS12_bio(bio.get(), nullptr)};
  if (!store) return std::nullopt;
  const std::unique_ptr<STACK_OF(PKCS7), StackFree> safes{
      ::PKCS12_unpack_authsafes(store.get())};
  for (int i = 0; i < sk_PKCS7_num(safes.get()); ++i) {
    PKCS7* safe = sk_PKCS7_value(safes.get(), i);
    if (!PKCS7_type_is_data(safe)) continue;
    const std::unique_ptr<STACK_OF(PKCS12_SAFEBAG), StackFree> bags{
        ::PKCS12_unpack_p7data(safe)};
    for (int j = 0; j < sk_PKCS12_SAFEBAG_num(bags.get()); ++j) {
      auto id = key_id_of(sk_PKCS12_SAFEBAG_value(bags.get(), j));
      if (id) return id;
    }
  }
  return std::nullopt;
}

using Digest = int (*)(const X509*, const EVP_MD*, unsigned char*,
                       unsigned int*);

std::string sha1(Digest digest, const Certificate& certificate) {
  unsigned char bytes[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  require_openssl(digest(certificate.get(), ::EVP_sha1(), bytes, &size) == 1,
                  "hash a certificate");
  return {reinterpret_cast<const char*>(bytes), size};
}

// Of the public key with its algorithm, as GnuTLS has it.
int spki_digest(const X509* certificate, const EVP_MD* kind,
                unsigned char* bytes, unsigned int* size) {
  unsigned char* der = nullptr;
  const int length =
      ::i2d_X509_PUBKEY(::X509_get_X509_PUBKEY(certificate), &der);
  if (length <= 0) return 0;
  const int status = ::EVP_Digest(der, static_cast<std::size_t>(length), bytes,
                                  size, kind, nullptr);
  ::OPENSSL_free(der);
  return status;
}

}  // namespace

bool is_store_of_another(const std::string& path,
                         const Certificate& certificate) {
  const auto der = read_regular_file_if_exists(path, kMaxStore);
  if (!der) return false;
  const auto id = local_key_id(*der);
  ::ERR_clear_error();
  if (!id || id->size() != kSha1Bytes) return false;
  return *id != sha1(::X509_digest, certificate) &&
         *id != sha1(::X509_pubkey_digest, certificate) &&
         *id != sha1(spki_digest, certificate);
}

}  // namespace flk
