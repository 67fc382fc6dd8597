// SPDX-License-Identifier: GPL-3.0-or-later

#include "client.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <array>
#include <cctype>
#include <charconv>

#include <flock/base/encoding.hpp>
#include <flock/base/error.hpp>

namespace flk::bench {
namespace {

constexpr const char* kServer = "the server";

[[noreturn]] void broken(const char* what) {
  throw Error(ErrorKind::try_again, what);
}

Fd connect_to(std::uint16_t port) {
  Fd fd{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address),
                sizeof address) != 0) {
    throw_errno(ErrorKind::try_again, "cannot connect to the server");
  }
  const int on = 1;
  ::setsockopt(fd.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return fd;
}

std::size_t content_length(std::string header) {
  for (auto& c : header) c = static_cast<char>(std::tolower(c));
  constexpr std::string_view kName = "\r\ncontent-length: ";
  const auto at = header.find(kName);
  std::size_t length = 0;
  if (at != std::string::npos) {
    std::from_chars(header.data() + at + kName.size(),
                    header.data() + header.size(), length);
  }
  return length;
}

}  // namespace

ClientContext client_context() {
  ClientContext context{SSL_CTX_new(TLS_client_method()), SSL_CTX_free};
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_NONE, nullptr);
  SSL_CTX_set_mode(context.get(), SSL_MODE_RELEASE_BUFFERS);
  return context;
}

Client::Client(std::uint16_t port, SSL_CTX* context)
    : socket_(connect_to(port)) {
  if (context == nullptr) return;
  tls_.reset(SSL_new(context));
  SSL_set_fd(tls_.get(), socket_.get());
  if (SSL_connect(tls_.get()) != 1) broken("the TLS handshake fails");
}

void Client::send(std::string_view bytes) {
  if (!tls_) return write_all(socket_.get(), bytes, kServer);
  if (SSL_write(tls_.get(), bytes.data(), static_cast<int>(bytes.size())) <=
      0) {
    broken("the server takes no more bytes");
  }
}

void Client::receive_some() {
  std::array<char, 16384> block;
  std::size_t count = 0;
  if (tls_) {
    const int got = SSL_read(tls_.get(), block.data(), block.size());
    count = got > 0 ? static_cast<std::size_t>(got) : 0;
  } else {
    count = read_some(socket_.get(), block.data(), block.size(), kServer);
  }
  if (count == 0) broken("the server closes the connection");
  in_.append(block.data(), count);
}

int Client::exchange(std::string_view header, std::string_view body) {
  send(header);
  if (!body.empty()) send(body);
  in_.clear();
  auto end = std::string::npos;
  while ((end = in_.find("\r\n\r\n")) == std::string::npos) receive_some();
  body_begin_ = end + 4;
  const auto whole = body_begin_ + content_length(in_.substr(0, end));
  while (in_.size() < whole) receive_some();
  int status = 0;
  constexpr std::size_t kStatusAt = std::string_view("HTTP/1.1 ").size();
  std::from_chars(in_.data() + kStatusAt, in_.data() + end, status);
  return status;
}

std::string_view Client::answer() const {
  return std::string_view(in_).substr(body_begin_);
}

std::string basic(std::string_view user, std::string_view token) {
  return "Basic " + to_base64(std::string(user) + ":" + std::string(token));
}

}  // namespace flk::bench
