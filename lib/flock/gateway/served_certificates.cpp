// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/gateway/served_certificates.hpp>

namespace flk {

ServedCertificates::ServedCertificates(const ServerOptions& options, Log& log)
    : options_(options), log_(log) {
  if (!options_.certificate_file.empty()) load();
}

void ServedCertificates::load() {
  tls_ = load_tls_context(options_.certificate_file, options_.key_file,
                          options_.client_ca_file, options_.client_crl_file);
  chain_end_ = end_of_chain(tls_).count();
  if (!options_.client_ca_file.empty()) {
    client_ca_end_ = first_end_in(options_.client_ca_file);
  }
  if (!options_.client_crl_file.empty()) {
    client_crl_end_ = first_list_end_in(options_.client_crl_file);
  }
  if (!shows_its_ca(tls_)) {
    log_.warning(
        "the certificate's file does not end with its CA: an invite's "
        "hash cannot be compared",
        {{"file", options_.certificate_file}});
  }
}

void ServedCertificates::warn_of_ends() const {
  warn_of_end("a certificate of the chain ends soon, renew it",
              options_.certificate_file, Milliseconds{chain_end_});
  if (client_ca_end_) {
    warn_of_end("a CA of the clients ends soon, renew it",
                options_.client_ca_file, *client_ca_end_);
  }
  if (client_crl_end_) {
    warn_of_end(
        "a list of revoked certificates ends soon, and no client of its CA is "
        "let in then; make a new one",
        options_.client_crl_file, *client_crl_end_, std::chrono::days{7});
  }
}

std::optional<Milliseconds> ServedCertificates::end() const {
  if (options_.certificate_file.empty()) return std::nullopt;
  return Milliseconds{chain_end_};
}

void ServedCertificates::warn_of_end(const char* what, const std::string& file,
                                     Milliseconds end,
                                     std::chrono::days early) const {
  const auto left = end - system_clock().now();
  if (left >= early) return;
  const auto days = left < Milliseconds{0} ? 0 : left / std::chrono::days{1};
  log_.warning(what, {{"file", file},
                      {"end", format_rfc3339(end)},
                      {"days", std::to_string(days)}});
}

}  // namespace flk
