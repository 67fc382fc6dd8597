// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/certs/served.hpp>

#include <netdb.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <algorithm>
#include <charconv>
#include <memory>

#include <flock/base/error.hpp>
#include <flock/base/fd.hpp>
#include <flock/certs/authority.hpp>
#include <flock/certs/examine.hpp>

namespace flk {
namespace {

struct Address {
  std::string host;
  std::string port;
};

// A name of a service is left to getaddrinfo(), which wraps numbers, though.
bool is_port(const std::string& text) {
  if (text.find_first_not_of("0123456789") != std::string::npos) {
    return text.find('/') == std::string::npos;
  }
  unsigned port = 0;
  const auto* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, port);
  return error == std::errc{} && rest == end && port > 0 && port <= 65535;
}

Address parse_address(const std::string& text) {
  const auto colon = text.rfind(':');
  if (colon == std::string::npos || colon == 0 || colon + 1 == text.size() ||
      text.find('/') < colon || !is_port(text.substr(colon + 1))) {
    throw Error(ErrorKind::config,
                quoted(text) + " is no address such as gateway:5000");
  }
  Address address{text.substr(0, colon), text.substr(colon + 1)};
  if (address.host.front() == '[' && address.host.back() == ']') {
    address.host = address.host.substr(1, address.host.size() - 2);
  }
  return address;
}

using AddressList = std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)>;

AddressList look_up(const Address& address, const std::string& doing) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int status =
      ::getaddrinfo(address.host.c_str(), address.port.c_str(), &hints, &found);
  if (status != 0) {
    throw Error(ErrorKind::try_again, doing + ": " + ::gai_strerror(status));
  }
  return {found, ::freeaddrinfo};
}

// These bound connect(2) as well, on Linux and macOS.
void set_timeouts(int fd, Milliseconds timeout) {
  timeval value{};
  value.tv_sec = timeout.count() / 1000;
  value.tv_usec = timeout.count() % 1000 * 1000;
  for (const int option : {SO_RCVTIMEO, SO_SNDTIMEO}) {
    ::setsockopt(fd, SOL_SOCKET, option, &value, sizeof value);
  }
}

Fd connect_to(const Address& address, Milliseconds timeout,
              const std::string& doing) {
  const auto list = look_up(address, doing);
  for (const auto* one = list.get(); one != nullptr; one = one->ai_next) {
    Fd fd{::socket(one->ai_family, one->ai_socktype, one->ai_protocol)};
    if (!fd) continue;
    set_timeouts(fd.get(), timeout);
    if (::connect(fd.get(), one->ai_addr, one->ai_addrlen) == 0) return fd;
  }
  throw_errno(ErrorKind::try_again, doing);
}

struct SslFree {
  void operator()(SSL* ssl) const { ::SSL_free(ssl); }
  void operator()(SSL_CTX* context) const { ::SSL_CTX_free(context); }
};

}  // namespace

std::vector<Certificate> served_certificates(const std::string& address,
                                             Milliseconds timeout) {
  auto parsed = parse_address(address);
  const auto doing = "cannot connect to " + quoted(address);
  const Fd fd = connect_to(parsed, timeout, doing);
  const std::unique_ptr<SSL_CTX, SslFree> context{
      ::SSL_CTX_new(::TLS_client_method())};
  require_openssl(context != nullptr, "prepare a TLS connection");
  // It is looked at, not trusted.
  ::SSL_CTX_set_verify(context.get(), SSL_VERIFY_NONE, nullptr);
  const std::unique_ptr<SSL, SslFree> ssl{::SSL_new(context.get())};
  require_openssl(ssl && ::SSL_set_fd(ssl.get(), fd.get()) == 1,
                  "prepare a TLS connection");
  if (!canonical_ip(parsed.host)) {
    // What SSL_set_tlsext_host_name() is, without its cast.
    ::SSL_ctrl(ssl.get(), SSL_CTRL_SET_TLSEXT_HOSTNAME,
               TLSEXT_NAMETYPE_host_name, parsed.host.data());
  }
  // A server that wants a client's certificate may say so after its own.
  if (::SSL_connect(ssl.get()) != 1 &&
      ::SSL_get0_peer_certificate(ssl.get()) == nullptr) {
    throw_openssl(ErrorKind::try_again, doing + " by TLS");
  }
  std::vector<Certificate> served;
  auto* chain = ::SSL_get_peer_cert_chain(ssl.get());
  for (int i = 0; i < sk_X509_num(chain); ++i) {
    X509* certificate = sk_X509_value(chain, i);
    ::X509_up_ref(certificate);
    served.emplace_back(X509Handle{certificate});
  }
  if (served.empty()) {
    throw Error(ErrorKind::try_again, doing + ": it serves no certificate");
  }
  return served;
}

namespace {

class ServedCheck {
 public:
  ServedCheck(const ServedOptions& options, Clock& clock)
      : options_(options),
        now_(clock.now()),
        served_(served_certificates(options.address, options.timeout)),
        authority_(CertificateFiles::of_authority(options.dir)) {}

  Findings run() {
    const auto& leaf = served_[0];
    compare_with_files(leaf);
    const auto* signer = authority_.signer_of(leaf);
    if (signer == nullptr) {
      add(FindingKind::served_untrusted,
          "serves a certificate that is not signed by the CA here");
    } else if (!serves(*signer)) {
      add(FindingKind::served_no_ca,
          "does not serve the CA's certificate, so that no invite's hash "
          "fits: give it the .chain.crt file");
    }
    compare_host(leaf);
    examine_time(
        findings_, "served", options_.address, leaf,
        {authority_, {}, now_, options_.within, options_.within_is_given});
    return std::move(findings_);
  }

 private:
  void add(FindingKind kind, const std::string& what) {
    findings_.push_back({kind, "served", options_.address,
                         quoted(options_.address) + " " + what});
  }

  bool serves(const Certificate& certificate) const {
    return std::any_of(served_.begin(), served_.end(),
                       [&certificate](const Certificate& one) {
                         return one.der() == certificate.der();
                       });
  }

  void compare_with_files(const Certificate& leaf) {
    const auto names =
        options_.names.empty() ? leaf_names(options_.dir) : options_.names;
    for (const auto& name : names) {
      const auto found = Certificate::load_if_exists(
          CertificateFiles::of(options_.dir, name).certificate);
      if (!found.empty() && found[0].der() == leaf.der()) return;
    }
    add(FindingKind::served_differs, "serves " + quoted(leaf.subject()) +
                                         ", serial number " + leaf.serial() +
                                         ", which is not what is in " +
                                         quoted(options_.dir));
  }

  void compare_host(const Certificate& leaf) {
    const auto host = parse_address(options_.address).host;
    const bool fits =
        canonical_ip(host)
            ? ::X509_check_ip_asc(leaf.get(), host.c_str(), 0) == 1
            : ::X509_check_host(leaf.get(), host.c_str(), 0, 0, nullptr) == 1;
    if (!fits) {
      add(FindingKind::served_name,
          "serves a certificate for other names than " + quoted(host));
    }
  }

  const ServedOptions& options_;
  Milliseconds now_;
  std::vector<Certificate> served_;
  Authority authority_;
  Findings findings_;
};

}  // namespace

Findings check_served(const ServedOptions& options, Clock& clock) {
  return ServedCheck{options, clock}.run();
}

}  // namespace flk
