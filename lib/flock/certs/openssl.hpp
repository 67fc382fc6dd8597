// SPDX-License-Identifier: GPL-3.0-or-later
// OpenSSL 3's objects as handles that release themselves, and its error queue
// as an Error.

#pragma once

#include <openssl/types.h>

#include <memory>
#include <string>
#include <string_view>

#include <flock/base/error.hpp>

// What openssl/types.h leaves out.
struct AUTHORITY_KEYID_st;
struct GENERAL_NAME_st;
struct NAME_CONSTRAINTS_st;
struct PKCS12_st;
struct X509_sig_st;
struct stack_st_ASN1_OBJECT;
struct stack_st_GENERAL_NAME;
struct stack_st_X509;

namespace flk {

struct OpensslFree {
  void operator()(ASN1_STRING* string) const;  // integers and times as well
  void operator()(ASN1_TYPE* value) const;
  void operator()(AUTHORITY_KEYID_st* id) const;
  void operator()(BIGNUM* number) const;
  void operator()(BIO* bio) const;
  void operator()(EVP_PKEY* key) const;
  void operator()(EVP_PKEY_CTX* context) const;
  void operator()(GENERAL_NAME_st* name) const;
  void operator()(NAME_CONSTRAINTS_st* constraints) const;
  void operator()(PKCS12_st* store) const;
  void operator()(PKCS8_PRIV_KEY_INFO* key) const;
  void operator()(X509* certificate) const;
  void operator()(X509_CRL* list) const;
  void operator()(X509_REVOKED* entry) const;
  void operator()(X509_sig_st* encrypted) const;
  void operator()(stack_st_ASN1_OBJECT* usages) const;
  void operator()(stack_st_GENERAL_NAME* names) const;
  void operator()(stack_st_X509* certificates) const;  // and what is in it
};

template <typename Object>
using OpensslHandle = std::unique_ptr<Object, OpensslFree>;

using Asn1Handle = OpensslHandle<ASN1_STRING>;
using BioHandle = OpensslHandle<BIO>;
using CrlHandle = OpensslHandle<X509_CRL>;
using KeyHandle = OpensslHandle<EVP_PKEY>;
using X509Handle = OpensslHandle<X509>;

// Throws Error{kind, "DOING: reason"} with the first reason of this thread's
// error queue, and empties that.
[[noreturn]] void throw_openssl(ErrorKind kind, const std::string& doing);

// For calls that fail only when memory is out or a call is wrong: throws Error
// (defect) saying that `doing` failed, unless `ok`.
void require_openssl(bool ok, const char* doing);

// A BIO that reads `bytes`, which must outlive it.
BioHandle memory_bio(std::string_view bytes);

// What was written to a memory BIO; valid as long as it is not changed.
std::string_view written_to(BIO& bio);

// For the PEM readers: never asks at a terminal, as their default does.
int no_passphrase(char* buffer, int size, int for_writing, void* user_data);

}  // namespace flk
