// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/gateway/invitation.hpp>

#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <memory>

#include <flock/auth/invite.hpp>
#include <flock/auth/token.hpp>
#include <flock/auth/user_name.hpp>
#include <flock/base/error.hpp>
#include <flock/base/file.hpp>
#include <flock/http/url.hpp>

namespace flk {
namespace {

std::string checked_url(std::string url) {
  const auto host = http_host(url);
  if (url.starts_with("http://") && !is_loopback_host(host)) {
    throw Error(ErrorKind::config,
                "will not invite to " + quoted(url) +
                    ": without TLS everybody on the way could read the token",
                "use https://");
  }
  if (url.find_first_of("?#") != std::string::npos) {
    throw Error(ErrorKind::config,
                "cannot use URL " + quoted(url) +
                    ": laptops put /register and /submit behind it",
                "leave out what begins with ? or #");
  }
  while (url.ends_with('/')) url.pop_back();
  return url;
}

// One that issued itself can be trusted like a CA, whatever it calls itself.
// Any other is over when the gateway gets its next one.
bool is_trust_anchor(const std::string& pem) {
  const std::unique_ptr<BIO, decltype(&::BIO_free)> bio{
      ::BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), ::BIO_free};
  const std::unique_ptr<X509, decltype(&::X509_free)> certificate{
      ::PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr), ::X509_free};
  return certificate &&
         (::X509_check_ca(certificate.get()) != 0 ||
          (::X509_get_extension_flags(certificate.get()) & EXFLAG_SS) != 0);
}

std::string ca_hash(const std::string& file) {
  constexpr std::size_t kMaxBytes = 1 << 20;
  if (file.empty()) return {};
  const auto pem = read_file(file, kMaxBytes);
  const auto hash = certificate_hash(pem);
  if (!hash) {
    throw Error(ErrorKind::config, "cannot use CA file " + quoted(file) +
                                       ": it does not hold exactly one "
                                       "certificate in PEM");
  }
  if (!is_trust_anchor(pem)) {
    throw Error(ErrorKind::config,
                "cannot use CA file " + quoted(file) +
                    ": it holds the certificate of no CA",
                "give that of the CA that has issued the gateway's, such as "
                "certs/ca/ca.crt");
  }
  return *hash;
}

}  // namespace

std::string invite(Store& store, const Invitation& invitation, Clock& clock,
                   Random& random) {
  if (!invitation.reserved_user.empty() &&
      !is_user_name(invitation.reserved_user)) {
    throw Error(ErrorKind::config,
                "cannot reserve user name " + quoted(invitation.reserved_user) +
                    ": it must be 1 to 128 letters, digits, '-' or '_'");
  }
  if (invitation.lifetime <= Milliseconds{0}) {
    throw Error(ErrorKind::config,
                "will not make an invite that is over at once",
                "give --expires a longer time, such as 7d");
  }
  const InviteLine line{checked_url(invitation.url), make_invite_code(random),
                        ca_hash(invitation.ca_file)};
  const auto now = clock.now();
  store.add_invite({hash_token(line.code),
                    clean_display_name(invitation.display_name),
                    invitation.reserved_user, invitation.uses, now,
                    now + invitation.lifetime});
  return line.text();
}

}  // namespace flk
