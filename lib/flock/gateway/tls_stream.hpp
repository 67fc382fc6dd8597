// SPDX-License-Identifier: GPL-3.0-or-later
// TLS over a socket of Asio's, where OpenSSL reads and writes the socket
// itself. Asio's own stream copies every byte once more, and holds 34 KiB for
// each connection, however idle.

#pragma once

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <memory>
#include <new>
#include <utility>

namespace flk::server_detail {

// One operation at a time. Handlers are called as handler(error_code, size_t);
// this must live until then. That of a write may be called from within, others
// are called by the event loop.
class TlsStream {
 public:
  using error_code = boost::system::error_code;
  using tcp = boost::asio::ip::tcp;

  // `socket` is accepted. Throws std::bad_alloc.
  TlsStream(tcp::socket socket, SSL_CTX* context)
      : socket_(std::move(socket)), tls_(SSL_new(context), SSL_free) {
    error_code ignored;
    socket_.native_non_blocking(true, ignored);
    if (!tls_ || SSL_set_fd(tls_.get(), socket_.native_handle()) != 1) {
      throw std::bad_alloc{};
    }
  }

  tcp::socket& socket() { return socket_; }
  auto get_executor() { return socket_.get_executor(); }

  template <typename Handler>
  void async_handshake(Handler handler) {
    attempt([this] { return SSL_accept(tls_.get()); }, std::move(handler),
            Call::later);
  }

  // At least one byte, and as many as there are by now.
  template <typename Handler>
  void async_read_some(boost::asio::mutable_buffer to, Handler handler) {
    attempt([this, to] { return read(to); }, std::move(handler), Call::later);
  }

  // All of it; `bytes` must stay where they are.
  template <typename Handler>
  void async_write(boost::asio::const_buffer bytes, Handler handler) {
    attempt(
        [this, bytes] {
          return SSL_write(tls_.get(), bytes.data(),
                           static_cast<int>(bytes.size()));
        },
        std::move(handler), Call::now);
  }

 private:
  // How the handler is called of what can be done at once.
  enum class Call { now, later };

  int read(boost::asio::mutable_buffer to) {
    auto* const data = static_cast<char*>(to.data());
    const auto size = static_cast<int>(to.size());
    int done = 0;
    while (done < size) {
      const int count = SSL_read(tls_.get(), data + done, size - done);
      // What is wrong shows again in the next read.
      if (count <= 0) return done > 0 ? done : count;
      done += count;
    }
    return done;
  }

  // Tries until it is done; `step` gives what an SSL function returns.
  template <typename Step, typename Handler>
  void attempt(Step step, Handler handler, Call call) {
    // The descriptor of a closed socket may be somebody else's by now.
    if (!socket_.is_open()) {
      return finish(boost::asio::error::operation_aborted, 0,
                    std::move(handler), call);
    }
    ERR_clear_error();
    const int result = step();
    if (result > 0) return finish({}, result, std::move(handler), call);
    switch (SSL_get_error(tls_.get(), result)) {
      case SSL_ERROR_WANT_READ:
        return wait(tcp::socket::wait_read, std::move(step),
                    std::move(handler));
      case SSL_ERROR_WANT_WRITE:
        return wait(tcp::socket::wait_write, std::move(step),
                    std::move(handler));
      default:
        return finish(boost::asio::error::connection_reset, 0,
                      std::move(handler), call);
    }
  }

  template <typename Step, typename Handler>
  void wait(tcp::socket::wait_type what, Step step, Handler handler) {
    socket_.async_wait(
        what, [this, step = std::move(step),
               handler = std::move(handler)](error_code error) mutable {
          if (error) return handler(error, std::size_t{0});
          attempt(std::move(step), std::move(handler), Call::now);
        });
  }

  template <typename Handler>
  void finish(error_code error, int size, Handler handler, Call call) {
    if (call == Call::now)
      return handler(error, static_cast<std::size_t>(size));
    boost::asio::post(get_executor(),
                      [error, size, handler = std::move(handler)]() mutable {
                        handler(error, static_cast<std::size_t>(size));
                      });
  }

  tcp::socket socket_;
  std::unique_ptr<SSL, decltype(&SSL_free)> tls_;
};

}  // namespace flk::server_detail
