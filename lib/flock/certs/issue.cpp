// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/certs/issue.hpp>

#include <openssl/bn.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/x509.h>

#include <algorithm>
#include <ctime>

#include <flock/base/encoding.hpp>
#include <flock/certs/extensions.hpp>
#include <flock/certs/openssl.hpp>

namespace flk {
namespace {

void require(bool ok) { require_openssl(ok, "make a certificate"); }

Milliseconds whole_seconds(Milliseconds time) {
  return std::chrono::floor<Seconds>(time);
}

// A day counts 86400 seconds, of which the last one is the end.
Validity from(Milliseconds not_before, std::chrono::days duration) {
  return {not_before, not_before + duration - Seconds{1}};
}

void set_time(ASN1_TIME* field, Milliseconds time) {
  const auto seconds = std::chrono::floor<Seconds>(time).count();
  require(::ASN1_TIME_set(field, static_cast<std::time_t>(seconds)) != nullptr);
}

void set_serial(X509* certificate) {
  const OpensslHandle<BIGNUM> number{::BN_new()};
  require(number != nullptr);
  do {
    require(::BN_rand(number.get(), 128, BN_RAND_TOP_ANY, BN_RAND_BOTTOM_ANY) ==
            1);
  } while (BN_is_zero(number.get()));
  require(::BN_to_ASN1_INTEGER(
              number.get(), ::X509_get_serialNumber(certificate)) != nullptr);
}

X509Handle begin_certificate(const CertificateKey& key,
                             const Validity& validity) {
  X509Handle certificate{::X509_new()};
  X509* x = certificate.get();
  require(x != nullptr && ::X509_set_version(x, X509_VERSION_3) == 1);
  key.set_public_half(x);
  set_serial(x);
  set_time(::X509_getm_notBefore(x), validity.not_before);
  set_time(::X509_getm_notAfter(x), validity.not_after);
  return certificate;
}

// Ed25519 and Ed448 do, and refuse to be told how.
bool hashes_itself(const CertificateKey& key) {
  char digest[64] = "";
  return ::EVP_PKEY_get_default_digest_name(key.get(), digest, sizeof digest) ==
             2 &&
         std::string_view(digest) == "UNDEF";
}

}  // namespace

void add_common_name(X509* certificate, const std::string& name) {
  require(::X509_NAME_add_entry_by_NID(
              ::X509_get_subject_name(certificate), NID_commonName,
              MBSTRING_UTF8,
              reinterpret_cast<const unsigned char*>(name.data()),
              static_cast<int>(name.size()), -1, 0) == 1);
}

const EVP_MD* signature_digest(const CertificateKey& key) {
  if (::EVP_PKEY_is_a(key.get(), "EC") == 1) {
    return ::EVP_PKEY_get_bits(key.get()) >= 384 ? ::EVP_sha384()
                                                 : ::EVP_sha256();
  }
  return hashes_itself(key) ? nullptr : ::EVP_sha256();
}

namespace {

Certificate sign(X509Handle certificate, const Certificate* authority,
                 const CertificateKey& key) {
  X509* x = certificate.get();
  const X509* issuer = authority == nullptr ? x : authority->get();
  require(::X509_set_issuer_name(x, ::X509_get_subject_name(issuer)) == 1);
  require(::X509_sign(x, key.get(), signature_digest(key)) > 0);
  return Certificate{std::move(certificate)};
}

}  // namespace

Validity authority_validity(Milliseconds now, std::chrono::days days) {
  return from(whole_seconds(now - kBackdating), days);
}

Validity leaf_validity(Milliseconds now, const Certificate& authority,
                       std::chrono::days days) {
  const auto last = authority.not_after();
  if (last <= now) {
    throw Error(ErrorKind::config,
                "cannot sign: the CA has expired on " + format_rfc3339(last),
                "flock-certs renew ca makes a new certificate for its key");
  }
  const auto first = authority.not_before();
  if (first > now) {
    throw Error(
        ErrorKind::config,
        "cannot sign: the CA is not valid before " + format_rfc3339(first),
        "set the clock");
  }
  const auto wished = from(whole_seconds(now - kBackdating), days);
  return {std::max(wished.not_before, first), std::min(wished.not_after, last)};
}

namespace {

// `certificate` has its key and its subject.
Certificate finish_authority(X509Handle certificate, const CertificateKey& key,
                             const AuthorityProfile& profile,
                             const std::string& key_id) {
  X509* x = certificate.get();
  add_basic_constraints(x, true);
  add_key_usage(x, {KeyUsage::cert_sign, KeyUsage::crl_sign});
  add_name_constraints(x, profile.constraints);
  add_subject_key_id(x, key_id);
  return sign(std::move(certificate), nullptr, key);
}

}  // namespace

Certificate issue_authority(const CertificateKey& key, const Validity& validity,
                            const AuthorityProfile& profile) {
  auto certificate = begin_certificate(key, validity);
  const auto id = key_id(certificate.get());
  add_common_name(certificate.get(), profile.name.empty()
                                         ? "Flock CA " + to_hex(id.substr(0, 8))
                                         : profile.name);
  return finish_authority(std::move(certificate), key, profile, id);
}

Certificate reissue_authority(const Certificate& old, const CertificateKey& key,
                              const Validity& validity,
                              const AuthorityProfile& profile) {
  auto certificate = begin_certificate(key, validity);
  require(::X509_set_subject_name(certificate.get(),
                                  ::X509_get_subject_name(old.get())) == 1);
  return finish_authority(std::move(certificate), key, profile, old.key_id());
}

Certificate issue_leaf(const LeafRequest& request, const CertificateKey& key,
                       const Certificate& authority,
                       const CertificateKey& authority_key) {
  auto certificate = begin_certificate(key, request.validity);
  X509* x = certificate.get();
  add_common_name(x, request.common_name);
  add_basic_constraints(x, false);
  if (::EVP_PKEY_is_a(key.get(), "RSA") == 1) {
    add_key_usage(x, {KeyUsage::digital_signature, KeyUsage::key_encipherment});
  } else {
    add_key_usage(x, {KeyUsage::digital_signature});
  }
  add_role(x, request.role);
  add_alternative_names(x, request.names);
  add_subject_key_id(x, key_id(x));
  add_authority_key_id(x, authority.get());
  return sign(std::move(certificate), &authority, authority_key);
}

}  // namespace flk
