// SPDX-License-Identifier: GPL-3.0-or-later
// One HTTP/1.1 connection to loopback, with TLS or without: blocking, and as
// cheap as can be, since it shares the cores with what is measured.

#pragma once

#include <openssl/ssl.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include <flock/base/fd.hpp>

namespace flk::bench {

using ClientContext = std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)>;

// For clients; whose certificate the server has does not count here.
ClientContext client_context();

class Client {
 public:
  // `context` null: no TLS. Connects, and shakes hands. Throws Error.
  Client(std::uint16_t port, SSL_CTX* context);

  // Sends a request (its header with the empty line) and reads the answer;
  // its status. Throws Error where the connection breaks.
  int exchange(std::string_view header, std::string_view body);
  // The last answer's body.
  std::string_view answer() const;

 private:
  void send(std::string_view bytes);
  void receive_some();

  Fd socket_;
  std::unique_ptr<SSL, decltype(&SSL_free)> tls_{nullptr, SSL_free};
  std::string in_;
  std::size_t body_begin_ = 0;
};

// "Basic ..." for the Authorization header.
std::string basic(std::string_view user, std::string_view token);

}  // namespace flk::bench
