// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/gateway/tls_context.hpp>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <ctime>
#include <optional>

#include <flock/base/error.hpp>
#include <flock/base/fd.hpp>
#include <flock/base/file.hpp>
#include <flock/base/secret.hpp>

namespace flk {
namespace {

using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;
using RevocationList = std::unique_ptr<X509_CRL, decltype(&X509_CRL_free)>;
using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

[[noreturn]] void fail(const std::string& doing) {
  const auto code = ERR_peek_last_error();
  const char* reason = ERR_reason_error_string(code);
  ERR_clear_error();
  throw Error(ErrorKind::config,
              doing + ": " + (reason == nullptr ? "OpenSSL fails" : reason));
}

// Asking at a terminal would hang a service.
int no_passphrase(char*, int, int, void*) { return 0; }

Key load_key(const std::string& file) {
  constexpr std::size_t kMaxBytes = 1 << 20;
  std::string pem = read_secret_file(file, kMaxBytes);
  const std::unique_ptr<BIO, decltype(&BIO_free)> bio{
      BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free};
  Key key{PEM_read_bio_PrivateKey(bio.get(), nullptr, no_passphrase, nullptr),
          EVP_PKEY_free};
  wipe(pem);
  if (!key) fail("cannot use the key in " + quoted(file));
  return key;
}

void harden(SSL_CTX* context) {
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  // Of TLS 1.2; all of 1.3 is sound.
  SSL_CTX_set_cipher_list(context, "ECDHE+AESGCM:ECDHE+CHACHA20");
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
                                   SSL_OP_CIPHER_SERVER_PREFERENCE);
  // As much as there is in one call, rather than each record in two.
  constexpr std::size_t kReadBytes = 64 << 10;
  SSL_CTX_set_read_ahead(context, 1);
  SSL_CTX_set_default_read_buffer_len(context, kReadBytes);
  // An idle connection needs no buffers.
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
}

void demand_certificates(SSL_CTX& context, const std::string& ca_file) {
  open_for_reading(ca_file);
  auto* names = SSL_load_client_CA_file(ca_file.c_str());
  if (names == nullptr ||
      SSL_CTX_load_verify_locations(&context, ca_file.c_str(), nullptr) != 1) {
    fail("cannot use the clients' CA in " + quoted(ca_file));
  }
  SSL_CTX_set_client_CA_list(&context, names);
  SSL_CTX_set_verify(
      &context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  // Sessions of one gateway are not another's.
  constexpr unsigned char kSessions[] = "flock-gateway";
  SSL_CTX_set_session_id_context(&context, kSessions, sizeof kSessions - 1);
}

// What was revoked is refused, and so is a client for whose CA there is no list
// whose time is not over.
void demand_lists(SSL_CTX& context, const std::string& crl_file) {
  open_for_reading(crl_file);
  auto* lookup = X509_STORE_add_lookup(SSL_CTX_get_cert_store(&context),
                                       X509_LOOKUP_file());
  // Of the clients' chains alone, not of the one that is served.
  if (lookup == nullptr ||
      X509_load_crl_file(lookup, crl_file.c_str(), X509_FILETYPE_PEM) < 1 ||
      X509_VERIFY_PARAM_set_flags(SSL_CTX_get0_param(&context),
                                  X509_V_FLAG_CRL_CHECK) != 1) {
    fail("cannot use the clients' CRL in " + quoted(crl_file));
  }
}

Milliseconds time_of(const ASN1_TIME* time) {
  std::tm fields{};
  ASN1_TIME_to_tm(time, &fields);
  return Seconds{::timegm(&fields)};
}

Milliseconds end_of(const X509* certificate) {
  return time_of(X509_get0_notAfter(certificate));
}

// The least of what `next_end` reads from a PEM file, until it is nullopt.
template <typename NextEnd>
Milliseconds first_end(const std::string& file, const NextEnd& next_end) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> bio{
      BIO_new_file(file.c_str(), "r"), BIO_free};
  auto first = Milliseconds::max();
  while (bio) {
    const auto end = next_end(bio.get());
    if (!end) break;
    first = std::min(first, *end);
  }
  ERR_clear_error();  // of the file's end
  return first;
}

}  // namespace

TlsContext load_tls_context(const std::string& certificate_file,
                            const std::string& key_file,
                            const std::string& client_ca_file,
                            const std::string& client_crl_file) {
  TlsContext context{SSL_CTX_new(TLS_server_method()), SSL_CTX_free};
  if (!context) throw std::bad_alloc{};
  harden(context.get());
  open_for_reading(certificate_file);  // OpenSSL names no reason
  if (SSL_CTX_use_certificate_chain_file(context.get(),
                                         certificate_file.c_str()) != 1) {
    fail("cannot use the certificate in " + quoted(certificate_file));
  }
  const Key key = load_key(key_file);
  if (SSL_CTX_use_PrivateKey(context.get(), key.get()) != 1 ||
      SSL_CTX_check_private_key(context.get()) != 1) {
    fail("the key in " + quoted(key_file) +
         " does not belong to the certificate in " + quoted(certificate_file));
  }
  if (!client_ca_file.empty()) demand_certificates(*context, client_ca_file);
  if (!client_crl_file.empty()) demand_lists(*context, client_crl_file);
  return context;
}

Milliseconds end_of_chain(const TlsContext& context) {
  STACK_OF(X509)* chain = nullptr;
  SSL_CTX_get0_chain_certs(context.get(), &chain);
  auto end = end_of(SSL_CTX_get0_certificate(context.get()));
  for (int i = 0; chain != nullptr && i < sk_X509_num(chain); ++i) {
    end = std::min(end, end_of(sk_X509_value(chain, i)));
  }
  return end;
}

Milliseconds first_end_in(const std::string& file) {
  return first_end(file, [](BIO* bio) -> std::optional<Milliseconds> {
    const Certificate certificate{
        PEM_read_bio_X509(bio, nullptr, no_passphrase, nullptr), X509_free};
    if (!certificate) return std::nullopt;
    return end_of(certificate.get());
  });
}

Milliseconds first_list_end_in(const std::string& file) {
  return first_end(file, [](BIO* bio) -> std::optional<Milliseconds> {
    const RevocationList list{
        PEM_read_bio_X509_CRL(bio, nullptr, no_passphrase, nullptr),
        X509_CRL_free};
    if (!list) return std::nullopt;
    const auto* next = X509_CRL_get0_nextUpdate(list.get());
    return next == nullptr ? Milliseconds::max() : time_of(next);
  });
}

bool shows_its_ca(const TlsContext& context) {
  STACK_OF(X509)* chain = nullptr;
  SSL_CTX_get0_chain_certs(context.get(), &chain);
  const int count = chain == nullptr ? 0 : sk_X509_num(chain);
  X509* last = count == 0 ? SSL_CTX_get0_certificate(context.get())
                          : sk_X509_value(chain, count - 1);
  return X509_NAME_cmp(X509_get_subject_name(last),
                       X509_get_issuer_name(last)) == 0;
}

}  // namespace flk
