// SPDX-License-Identifier: GPL-3.0-or-later
// What the gateway's processor time is measured against: epoll, OpenSSL, and a
// plain simdjson parse of every line of a body. It knows Content-Length and
// nothing else of HTTP.
//
//   gateway_bare CERT KEY       prints "listening PORT"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <simdjson.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <charconv>
#include <cstdio>
#include <cstring>
#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace {

constexpr std::size_t kReadBytes = 64 << 10;

struct Connection {
  std::unique_ptr<SSL, decltype(&SSL_free)> tls{nullptr, SSL_free};
  int fd = -1;
  std::string in;
  std::size_t whole = 0;  // bytes of the request; 0: not known yet
  std::size_t body = 0;   // where it begins
};

bool fail(const char* what) {
  std::perror(what);
  return false;
}

// False where a line is no JSON.
bool parse_lines(simdjson::dom::parser& parser, const std::string& text,
                 std::size_t begin, std::size_t end) {
  while (begin < end) {
    const auto lf = std::min(text.find('\n', begin), end);
    // What is behind the line may be read: room was made for it.
    if (parser.parse(text.data() + begin, lf - begin, false).error() !=
        simdjson::SUCCESS) {
      return false;
    }
    begin = lf + 1;
  }
  return true;
}

void find_end(Connection& connection) {
  const auto end = connection.in.find("\r\n\r\n");
  if (end == std::string::npos) return;
  constexpr std::string_view kName = "\r\nContent-Length: ";
  const auto at = connection.in.find(kName);
  std::size_t length = 0;
  if (at < end) {
    std::from_chars(connection.in.data() + at + kName.size(),
                    connection.in.data() + end, length);
  }
  connection.body = end + 4;
  connection.whole = connection.body + length;
  connection.in.reserve(connection.whole + simdjson::SIMDJSON_PADDING);
}

bool answer(Connection& connection, simdjson::dom::parser& parser) {
  constexpr std::string_view kGood =
      "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
  constexpr std::string_view kBad =
      "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n";
  const bool good =
      parse_lines(parser, connection.in, connection.body, connection.whole);
  const auto text = good ? kGood : kBad;
  connection.in.clear();
  connection.whole = 0;
  return SSL_write(connection.tls.get(), text.data(),
                   static_cast<int>(text.size())) > 0;
}

// What can be read now; false when the connection is over.
bool serve(Connection& connection, simdjson::dom::parser& parser) {
  SSL* tls = connection.tls.get();
  while (true) {
    const auto used = connection.in.size();
    connection.in.resize(used + kReadBytes);
    const int count = SSL_read(tls, connection.in.data() + used,
                               static_cast<int>(kReadBytes));
    connection.in.resize(used + static_cast<std::size_t>(std::max(count, 0)));
    if (count <= 0) {
      return SSL_get_error(tls, count) == SSL_ERROR_WANT_READ;
    }
    if (connection.whole == 0) find_end(connection);
    if (connection.whole != 0 && connection.in.size() >= connection.whole &&
        !answer(connection, parser)) {
      return false;
    }
  }
}

class Server {
 public:
  bool listen(const char* certificate, const char* key) {
    context_.reset(SSL_CTX_new(TLS_server_method()));
    if (SSL_CTX_use_certificate_chain_file(context_.get(), certificate) != 1 ||
        SSL_CTX_use_PrivateKey_file(context_.get(), key, SSL_FILETYPE_PEM) !=
            1) {
      return fail("cannot use the certificate");
    }
    listener_ = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    auto* any = reinterpret_cast<sockaddr*>(&address);
    socklen_t size = sizeof address;
    if (::bind(listener_, any, size) != 0 || ::listen(listener_, 512) != 0 ||
        ::getsockname(listener_, any, &size) != 0) {
      return fail("cannot listen");
    }
    epoll_ = ::epoll_create1(0);
    watch(listener_);
    std::printf("listening %d\n", ntohs(address.sin_port));
    return std::fflush(stdout) == 0;
  }

  void run() {
    epoll_event events[64];
    while (true) {
      const int count = ::epoll_wait(epoll_, events, 64, -1);
      for (int i = 0; i < count; ++i) {
        const int fd = events[i].data.fd;
        fd == listener_ ? accept() : serve_one(fd);
      }
    }
  }

 private:
  void watch(int fd) {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = fd;
    ::epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event);
  }

  void accept() {
    const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK);
    if (fd < 0) return;
    auto& connection = connections_[fd];
    connection.fd = fd;
    connection.tls.reset(SSL_new(context_.get()));
    SSL_set_fd(connection.tls.get(), fd);
    SSL_set_accept_state(connection.tls.get());
    watch(fd);
  }

  void serve_one(int fd) {
    if (serve(connections_[fd], parser_)) return;
    connections_.erase(fd);
    ::close(fd);
  }

  std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_{nullptr,
                                                             SSL_CTX_free};
  int listener_ = -1;
  int epoll_ = -1;
  std::map<int, Connection> connections_;
  simdjson::dom::parser parser_;
};

}  // namespace

int main(int argc, char* argv[]) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: gateway_bare CERT KEY\n");
    return 2;
  }
  Server server;
  if (!server.listen(argv[1], argv[2])) return 1;
  server.run();
}
