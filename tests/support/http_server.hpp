// SPDX-License-Identifier: GPL-3.0-or-later
// A small real HTTP/1.1 server on loopback, on a port that the kernel picks:
// what clients are tested against. A thread per connection, keep-alive.

#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cctype>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "support/certificates.hpp"

namespace flk {

class HttpServer {
 public:
  struct Request {
    std::string method;
    std::string target;
    std::map<std::string, std::string> headers;  // names in lower case
    std::string body;
    int connection = 0;  // 1 for the first that was accepted
    int number = 0;      // of the request on its connection, from 1
  };
  struct Reply {
    int status = 200;
    std::string body = {};
    std::string headers = {};  // more of them, each ended by CRLF
    bool close = false;        // after the answer, without saying so
    bool hang_up = false;      // instead of an answer
    std::string raw = {};      // instead of an answer
  };
  using Handler = std::function<Reply(const Request&)>;

  // With `certificates` it speaks TLS; with `strict_version` as well, up to
  // that one, and takes only clients that show a certificate of the same CA.
  explicit HttpServer(Handler handler,
                      const TestCertificates* certificates = nullptr,
                      int strict_version = 0)
      : handler_(std::move(handler)) {
    if (certificates != nullptr) use(*certificates);
    if (strict_version != 0) demand(*certificates, strict_version);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    socklen_t size = sizeof address;
    ::bind(listener_, generic, size);
    ::listen(listener_, 16);
    ::getsockname(listener_, generic, &size);
    port_ = ntohs(address.sin_port);
    acceptor_ = std::thread([this] { accept_all(); });
  }

  ~HttpServer() {
    ::shutdown(listener_, SHUT_RDWR);
    acceptor_.join();
    {
      const std::lock_guard lock{mutex_};
      for (const int fd : open_) ::shutdown(fd, SHUT_RDWR);
    }
    for (auto& thread : threads_) thread.join();
    ::close(listener_);
    SSL_CTX_free(tls_);
  }
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  std::string url(const std::string& path = "/") const {
    return std::string(tls_ ? "https" : "http") +
           "://127.0.0.1:" + std::to_string(port_) + path;
  }
  int port() const { return port_; }
  int connections() const { return connections_; }

 private:
  // One connection; plain unless `ssl`.
  struct Peer {
    int fd;
    SSL* ssl;
    std::string buffer = {};

    bool more() {
      char block[16384];
      const auto count = ssl ? SSL_read(ssl, block, sizeof block)
                             : ::read(fd, block, sizeof block);
      if (count <= 0) return false;
      buffer.append(block, static_cast<std::size_t>(count));
      return true;
    }
    void write(const std::string& bytes) {
      std::size_t done = 0;
      while (done < bytes.size()) {
        const auto size = bytes.size() - done;
        const auto count =
            ssl ? SSL_write(ssl, bytes.data() + done, static_cast<int>(size))
                : ::send(fd, bytes.data() + done, size, MSG_NOSIGNAL);
        if (count <= 0) return;
        done += static_cast<std::size_t>(count);
      }
    }
  };

  void use(const TestCertificates& certificates) {
    tls_ = SSL_CTX_new(TLS_server_method());
    SSL_CTX_use_certificate_chain_file(tls_, certificates.chain_file.c_str());
    SSL_CTX_use_PrivateKey_file(tls_, certificates.key_file.c_str(),
                                SSL_FILETYPE_PEM);
  }

  void demand(const TestCertificates& certificates, int version) {
    SSL_CTX_set_max_proto_version(tls_, version);
    SSL_CTX_load_verify_locations(tls_, certificates.ca_file.c_str(), nullptr);
    SSL_CTX_set_verify(tls_, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT,
                       nullptr);
  }

  void accept_all() {
    // For this thread and those it starts: OpenSSL writes without MSG_NOSIGNAL.
    sigset_t sigpipe;
    sigemptyset(&sigpipe);
    sigaddset(&sigpipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &sigpipe, nullptr);
    while (true) {
      const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      if (fd < 0) return;
      const std::lock_guard lock{mutex_};
      open_.push_back(fd);
      threads_.emplace_back([this, fd, n = ++connections_] { serve(fd, n); });
    }
  }

  void serve(int fd, int connection) {
    Peer peer{fd, nullptr};
    if (tls_ != nullptr) {
      peer.ssl = SSL_new(tls_);
      SSL_set_fd(peer.ssl, fd);
    }
    if (peer.ssl == nullptr || SSL_accept(peer.ssl) == 1) {
      Request request;
      request.connection = connection;
      while (read(peer, request) && answer(peer, request)) {
      }
    } else {
      // Closing with bytes unread could overtake the alert.
      ::shutdown(fd, SHUT_WR);
      char rest[4096];
      while (::read(fd, rest, sizeof rest) > 0) {
      }
    }
    SSL_free(peer.ssl);
    const std::lock_guard lock{mutex_};
    open_.erase(std::find(open_.begin(), open_.end(), fd));
    ::close(fd);
  }

  static bool read(Peer& peer, Request& request) {
    std::size_t end = 0;
    while ((end = peer.buffer.find("\r\n\r\n")) == std::string::npos) {
      if (!peer.more()) return false;
    }
    std::string head = peer.buffer.substr(0, end + 2);
    peer.buffer.erase(0, end + 4);
    request.method = head.substr(0, head.find(' '));
    head.erase(0, head.find(' ') + 1);
    request.target = head.substr(0, head.find(' '));
    request.headers.clear();
    while (head.erase(0, head.find("\r\n") + 2), !head.empty()) {
      std::string name = head.substr(0, head.find(':'));
      std::transform(name.begin(), name.end(), name.begin(), [](char c) {
        return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
      });
      const auto begin = head.find_first_not_of(' ', name.size() + 1);
      request.headers[name] = head.substr(begin, head.find("\r\n") - begin);
    }
    const auto length = request.headers.find("content-length");
    const std::size_t size =
        length == request.headers.end() ? 0 : std::stoul(length->second);
    while (peer.buffer.size() < size) {
      if (!peer.more()) return false;
    }
    request.body = peer.buffer.substr(0, size);
    peer.buffer.erase(0, size);
    ++request.number;
    return true;
  }

  // Whether the connection stays.
  bool answer(Peer& peer, const Request& request) {
    const Reply reply = handler_(request);
    if (reply.hang_up) return false;
    if (!reply.raw.empty()) {
      peer.write(reply.raw);
      return false;
    }
    peer.write("HTTP/1.1 " + std::to_string(reply.status) +
               " Status\r\nContent-Length: " +
               std::to_string(reply.body.size()) + "\r\n" + reply.headers +
               "\r\n" + (request.method == "HEAD" ? "" : reply.body));
    return !reply.close;
  }

  Handler handler_;
  SSL_CTX* tls_ = nullptr;
  int listener_ = -1;
  int port_ = 0;
  std::atomic<int> connections_ = 0;
  std::thread acceptor_;
  std::mutex mutex_;  // of what follows
  std::vector<std::thread> threads_;
  std::vector<int> open_;
};

}  // namespace flk
