// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/certs/certificate.hpp>

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/objects.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <ctime>

#include <flock/base/encoding.hpp>
#include <flock/base/regular_file.hpp>
#include <flock/base/hash.hpp>
#include <flock/certs/extensions.hpp>

namespace flk {
namespace {

constexpr std::size_t kMaxCertificateFile = 1 << 20;

std::string_view bytes_of(const ASN1_STRING* string) {
  return {reinterpret_cast<const char*>(::ASN1_STRING_get0_data(string)),
          static_cast<std::size_t>(::ASN1_STRING_length(string))};
}

// A character string of whatever type, as UTF-8.
std::string text_of(const ASN1_STRING* string) {
  unsigned char* utf8 = nullptr;
  const int size = ::ASN1_STRING_to_UTF8(&utf8, string);
  if (size < 0) return {};
  std::string text{reinterpret_cast<char*>(utf8),
                   static_cast<std::size_t>(size)};
  ::OPENSSL_free(utf8);
  return text;
}

std::string text_of(const X509_NAME* name) {
  const BioHandle bio{::BIO_new(::BIO_s_mem())};
  require_openssl(
      bio && ::X509_NAME_print_ex(bio.get(), name, 0, XN_FLAG_RFC2253) >= 0,
      "print a name");
  return std::string(written_to(*bio));
}

Milliseconds time_of(const ASN1_TIME* time) {
  std::tm fields{};
  require_openssl(::ASN1_TIME_to_tm(time, &fields) == 1,
                  "read a certificate's time");
  return Seconds{::timegm(&fields)};
}

void add_name(AlternativeNames& names, const GENERAL_NAME& name) {
  if (name.type == GEN_DNS) {
    names.add_dns(bytes_of(name.d.dNSName));
  } else if (name.type == GEN_IPADD) {
    if (auto ip = ip_text(bytes_of(name.d.iPAddress))) {
      names.add_ip(*std::move(ip));
    }
  } else if (name.type == GEN_EMAIL) {
    names.add_email(std::string(bytes_of(name.d.rfc822Name)));
  } else if (name.type == GEN_URI) {
    names.add_uri(std::string(bytes_of(name.d.uniformResourceIdentifier)));
  } else if (name.type == GEN_OTHERNAME) {
    const auto& other = *name.d.otherName;
    if (::OBJ_obj2nid(other.type_id) == NID_commonName &&
        other.value->type == V_ASN1_UTF8STRING) {
      names.add_cn(std::string(bytes_of(other.value->value.utf8string)));
    }
  }
}

// The certificate with its key decoded, which OpenSSL has not of one that was
// just issued.
X509Handle decoded(X509* certificate) {
  if (::X509_get0_pubkey(certificate) == nullptr) {
    return X509Handle{::X509_dup(certificate)};
  }
  ::X509_up_ref(certificate);
  return X509Handle{certificate};
}

}  // namespace

std::vector<Certificate> Certificate::parse_all(std::string_view pem,
                                                const std::string& path) {
  const auto bio = memory_bio(pem);
  std::vector<Certificate> certificates;
  while (X509Handle handle{
      ::PEM_read_bio_X509(bio.get(), nullptr, no_passphrase, nullptr)}) {
    certificates.emplace_back(std::move(handle));
  }
  const auto doing = "cannot read certificate " + quoted(path);
  if (ERR_GET_REASON(::ERR_peek_last_error()) != PEM_R_NO_START_LINE) {
    throw_openssl(ErrorKind::config, doing);
  }
  ::ERR_clear_error();
  if (certificates.empty()) {
    throw Error(ErrorKind::config, doing + ": there is none in it");
  }
  return certificates;
}

std::vector<Certificate> Certificate::load_if_exists(const std::string& path) {
  const auto pem = read_regular_file_if_exists(path, kMaxCertificateFile);
  if (!pem) return {};
  return parse_all(*pem, path);
}

std::string Certificate::pem() const {
  const BioHandle bio{::BIO_new(::BIO_s_mem())};
  require_openssl(bio && ::PEM_write_bio_X509(bio.get(), get()) == 1,
                  "write a certificate as PEM");
  return std::string(written_to(*bio));
}

std::string Certificate::der() const {
  unsigned char* data = nullptr;
  const int size = ::i2d_X509(get(), &data);
  require_openssl(size > 0, "write a certificate as DER");
  std::string der{reinterpret_cast<char*>(data),
                  static_cast<std::size_t>(size)};
  ::OPENSSL_free(data);
  return der;
}

std::string Certificate::subject() const {
  return text_of(::X509_get_subject_name(get()));
}

std::string Certificate::issuer() const {
  return text_of(::X509_get_issuer_name(get()));
}

std::string Certificate::common_name() const {
  const auto* name = ::X509_get_subject_name(get());
  const int index = ::X509_NAME_get_index_by_NID(name, NID_commonName, -1);
  if (index < 0) return {};
  return text_of(
      ::X509_NAME_ENTRY_get_data(::X509_NAME_get_entry(name, index)));
}

std::string Certificate::serial() const {
  return to_hex(bytes_of(::X509_get0_serialNumber(get())));
}

AlternativeNames Certificate::names() const {
  const OpensslHandle<GENERAL_NAMES> list{static_cast<GENERAL_NAMES*>(
      ::X509_get_ext_d2i(get(), NID_subject_alt_name, nullptr, nullptr))};
  AlternativeNames names;
  for (int i = 0; i < sk_GENERAL_NAME_num(list.get()); ++i) {
    add_name(names, *sk_GENERAL_NAME_value(list.get(), i));
  }
  return names;
}

Milliseconds Certificate::not_before() const {
  return time_of(::X509_get0_notBefore(get()));
}

Milliseconds Certificate::not_after() const {
  return time_of(::X509_get0_notAfter(get()));
}

std::string Certificate::key_type() const {
  const auto key = public_key();
  return key ? flk::key_type(key.get()) : "unknown";
}

std::optional<Role> Certificate::role() const {
  const auto usage = ::X509_get_extended_key_usage(get());
  const bool is_server = (usage & XKU_SSL_SERVER) != 0;
  const bool is_client = (usage & XKU_SSL_CLIENT) != 0;
  if (is_server && is_client) return Role::both;
  if (is_server) return Role::server;
  if (is_client) return Role::client;
  return std::nullopt;
}

std::string Certificate::constraints_der() const {
  const int index = ::X509_get_ext_by_NID(get(), NID_name_constraints, -1);
  if (index < 0) return {};
  return std::string(
      bytes_of(::X509_EXTENSION_get_data(::X509_get_ext(get(), index))));
}

std::string Certificate::key_id() const {
  const auto* id = ::X509_get0_subject_key_id(get());
  return id == nullptr ? flk::key_id(get()) : std::string(bytes_of(id));
}

std::string Certificate::fingerprint() const { return to_hex(sha256(der())); }

std::string Certificate::hash() const { return sha256_base64url(der()); }

bool Certificate::is_authority() const { return ::X509_check_ca(get()) == 1; }

KeyHandle Certificate::public_key() const {
  KeyHandle key{::X509_get_pubkey(decoded(get()).get())};
  ::ERR_clear_error();
  return key;
}

bool Certificate::is_for(const CertificateKey& key) const {
  const auto own = public_key();
  const bool same = own && ::EVP_PKEY_eq(own.get(), key.get()) == 1;
  ::ERR_clear_error();
  return same;
}

bool Certificate::is_signed_by(const Certificate& authority) const {
  const auto issuer = decoded(authority.get());
  EVP_PKEY* key = ::X509_get0_pubkey(issuer.get());
  const bool is_signed =
      key != nullptr && ::X509_check_issued(issuer.get(), get()) == X509_V_OK &&
      ::X509_verify(get(), key) == 1;
  ::ERR_clear_error();
  return is_signed;
}

}  // namespace flk
