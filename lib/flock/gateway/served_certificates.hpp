// SPDX-License-Identifier: GPL-3.0-or-later
// The certificates that the server shows, and the CAs of those that it wants
// shown: read, read again, and warned of before they end.

#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>

#include <flock/base/clock.hpp>
#include <flock/base/log.hpp>
#include <flock/gateway/server.hpp>
#include <flock/gateway/tls_context.hpp>

namespace flk {

class ServedCertificates {
 public:
  // Reads what `options` name, if any. Both must outlive this. Throws Error
  // (config).
  ServedCertificates(const ServerOptions& options, Log& log);

  // Reads them again. Throws Error (config) where they cannot be used.
  void load();
  // Logs which end within 30 days, and which lists within a week: they are
  // made for a month.
  void warn_of_ends() const;
  // Null without TLS.
  ssl_ctx_st* context() const { return tls_.get(); }
  // When the first of the chain ends; nullopt without TLS. By any thread.
  std::optional<Milliseconds> end() const;

 private:
  void warn_of_end(const char* what, const std::string& file, Milliseconds end,
                   std::chrono::days early = std::chrono::days{30}) const;

  const ServerOptions& options_;
  Log& log_;
  TlsContext tls_;
  std::atomic<std::int64_t> chain_end_ = 0;
  std::optional<Milliseconds> client_ca_end_;
  std::optional<Milliseconds> client_crl_end_;
};

}  // namespace flk
