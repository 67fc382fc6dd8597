// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/certs/openssl.hpp>

#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

namespace flk {

void OpensslFree::operator()(ASN1_STRING* string) const {
  ::ASN1_STRING_free(string);
}

void OpensslFree::operator()(ASN1_TYPE* value) const {
  ::ASN1_TYPE_free(value);
}

void OpensslFree::operator()(AUTHORITY_KEYID_st* id) const {
  ::AUTHORITY_KEYID_free(id);
}

// It may be a secret.
void OpensslFree::operator()(BIGNUM* number) const { ::BN_clear_free(number); }

void OpensslFree::operator()(BIO* bio) const { ::BIO_free_all(bio); }

void OpensslFree::operator()(EVP_PKEY* key) const { ::EVP_PKEY_free(key); }

void OpensslFree::operator()(EVP_PKEY_CTX* context) const {
  ::EVP_PKEY_CTX_free(context);
}

void OpensslFree::operator()(GENERAL_NAME_st* name) const {
  ::GENERAL_NAME_free(name);
}

void OpensslFree::operator()(X509* certificate) const {
  ::X509_free(certificate);
}

void OpensslFree::operator()(X509_CRL* list) const { ::X509_CRL_free(list); }

void OpensslFree::operator()(X509_REVOKED* entry) const {
  ::X509_REVOKED_free(entry);
}

void OpensslFree::operator()(X509_sig_st* encrypted) const {
  ::X509_SIG_free(encrypted);
}

void OpensslFree::operator()(NAME_CONSTRAINTS_st* constraints) const {
  ::NAME_CONSTRAINTS_free(constraints);
}

void OpensslFree::operator()(PKCS12_st* store) const { ::PKCS12_free(store); }

void OpensslFree::operator()(PKCS8_PRIV_KEY_INFO* key) const {
  ::PKCS8_PRIV_KEY_INFO_free(key);
}

void OpensslFree::operator()(stack_st_X509* certificates) const {
  sk_X509_pop_free(certificates, ::X509_free);
}

void OpensslFree::operator()(stack_st_ASN1_OBJECT* usages) const {
  ::EXTENDED_KEY_USAGE_free(usages);
}

void OpensslFree::operator()(stack_st_GENERAL_NAME* names) const {
  ::GENERAL_NAMES_free(names);
}

void throw_openssl(ErrorKind kind, const std::string& doing) {
  const auto code = ::ERR_peek_error();
  const char* reason = code == 0 ? nullptr : ::ERR_reason_error_string(code);
  ::ERR_clear_error();
  throw Error(kind, reason == nullptr ? doing : doing + ": " + reason);
}

void require_openssl(bool ok, const char* doing) {
  if (!ok) {
    throw_openssl(ErrorKind::defect, std::string("cannot ") + doing);
  }
}

BioHandle memory_bio(std::string_view bytes) {
  BioHandle bio{
      ::BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size()))};
  require_openssl(bio != nullptr, "read from memory");
  return bio;
}

std::string_view written_to(BIO& bio) {
  char* data = nullptr;
  const long size = ::BIO_ctrl(&bio, BIO_CTRL_INFO, 0, &data);
  return {data, static_cast<std::size_t>(size)};
}

int no_passphrase(char*, int, int, void*) { return -1; }

}  // namespace flk
