// SPDX-License-Identifier: GPL-3.0-or-later
// The HTTP/1.1 server in front of the service: sockets, TLS, bounds and
// time-outs, and nothing of what the requests mean.

#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <flock/base/clock.hpp>
#include <flock/base/log.hpp>
#include <flock/gateway/client_address.hpp>
#include <flock/gateway/listen.hpp>
#include <flock/gateway/message.hpp>

namespace flk {

struct ServerOptions {
  ListenAddress listen;
  std::string certificate_file;  // with key_file; both empty: no TLS
  std::string key_file;
  std::string client_ca_file;   // clients must show a certificate of these CAs
  std::string client_crl_file;  // and not one that is in their lists
  std::size_t max_body_bytes = 16 << 20;       // of one request, as sent
  std::size_t max_inflight_bytes = 256 << 20;  // of all bodies
  std::size_t max_connections = 10000;
  // Of one address (of IPv6, one /64), proxies apart; 0: three quarters.
  std::size_t max_connections_per_address = 0;
  TrustedProxies trusted_proxies;
  Milliseconds handshake_timeout{10000};  // TLS
  Milliseconds request_timeout{60000};    // of a whole request; of an answer
  Milliseconds idle_timeout{75000};       // between two requests
  Milliseconds drain_timeout{30000};
  std::size_t threads = 0;  // 0: one for each core
};

class Server {
 public:
  // Both are called on one of the server's threads, which they must not hold
  // up. The gate sees a request without its body; where it returns nullopt, it
  // calls Decide once, from any thread, and the request stays where it is until
  // then.
  using Gate =
      std::function<std::optional<Admission>(const GatewayRequest&, Decide)>;
  // Sees what the gate has let in.
  using Handler = std::function<void(GatewayRequest, Respond)>;

  // Listens, but serves nobody yet. Throws Error (config). `log` must outlive
  // this.
  Server(const ServerOptions& options, Gate gate, Handler handler, Log& log);
  ~Server();

  // http://127.0.0.1:5000, with the port that the kernel picked.
  std::string url() const;
  std::size_t connections() const;
  // How many answers there were of each status, 100 to kLastStatus.
  static constexpr int kLastStatus = 599;
  std::uint64_t answers(int status) const;
  bool is_draining() const;
  // Of the certificates that it shows; nullopt without TLS.
  std::optional<Milliseconds> certificates_end() const;

  // Serves until stop(), then drains: idle connections are closed, requests
  // under way answered.
  void run();
  // From any thread.
  void stop();
  // SIGTERM and SIGINT: stop(); SIGHUP: reads certificate and key again.
  void obey_signals();

 private:
  std::unique_ptr<class ServerCore> core_;
};

}  // namespace flk
