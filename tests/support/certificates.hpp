// SPDX-License-Identifier: GPL-3.0-or-later
// A CA and a server certificate, by default for 127.0.0.1 and localhost, made
// on the spot with OpenSSL, as PEM files in a folder.

#pragma once

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>

#include <cstdio>
#include <memory>
#include <string>

namespace flk {

class TestCertificates {
 public:
  // Writes ca.crt, server.crt (the chain, leaf first) and server.key.
  explicit TestCertificates(const std::string& folder,
                            const char* names = "DNS:localhost,IP:127.0.0.1")
      : ca_file(folder + "/ca.crt"),
        chain_file(folder + "/server.crt"),
        key_file(folder + "/server.key") {
    const Key ca_key = make_key();
    const Key key = make_key();
    const auto ca = make("Test CA", ca_key, "Test CA", ca_key,
                         NID_basic_constraints, "critical,CA:TRUE");
    const auto leaf =
        make("localhost", key, "Test CA", ca_key, NID_subject_alt_name, names);
    write(ca_file, [&](FILE* f) { PEM_write_X509(f, ca.get()); });
    write(chain_file, [&](FILE* f) {
      PEM_write_X509(f, leaf.get());
      PEM_write_X509(f, ca.get());
    });
    write(key_file, [&](FILE* f) {
      PEM_write_PrivateKey(f, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    });
  }

  std::string ca_file;
  std::string chain_file;
  std::string key_file;

 private:
  using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
  using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;

  static Key make_key() { return {EVP_EC_gen("P-256"), EVP_PKEY_free}; }

  static void set_name(X509_NAME* name, const std::string& common_name) {
    X509_NAME_add_entry_by_txt(
        name, "CN", MBSTRING_UTF8,
        reinterpret_cast<const unsigned char*>(common_name.c_str()), -1, -1, 0);
  }

  static Certificate make(const std::string& subject, const Key& key,
                          const std::string& issuer, const Key& issuer_key,
                          int extension, const char* value) {
    Certificate certificate{X509_new(), X509_free};
    X509* x = certificate.get();
    X509_set_version(x, X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(x), ++serial());
    X509_gmtime_adj(X509_getm_notBefore(x), -3600);
    X509_gmtime_adj(X509_getm_notAfter(x), 86400);
    set_name(X509_get_subject_name(x), subject);
    set_name(X509_get_issuer_name(x), issuer);
    X509_set_pubkey(x, key.get());
    X509_EXTENSION* e = X509V3_EXT_conf_nid(nullptr, nullptr, extension, value);
    X509_add_ext(x, e, -1);
    X509_EXTENSION_free(e);
    X509_sign(x, issuer_key.get(), EVP_sha256());
    return certificate;
  }

  static long& serial() {
    static long last = 0;
    return last;
  }

  template <typename Write>
  static void write(const std::string& path, const Write& write_to) {
    FILE* file = std::fopen(path.c_str(), "w");
    ::fchmod(::fileno(file), 0600);
    write_to(file);
    std::fclose(file);
  }
};

}  // namespace flk
