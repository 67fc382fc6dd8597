// SPDX-License-Identifier: GPL-3.0-or-later
// One client's connection: reads requests, hands them over, writes answers, and
// bounds each of it. Included by server.cpp alone, which is the one file that
// takes the time to compile Asio and Beast.

#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/parser.hpp>
#include <algorithm>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include <flock/gateway/body_budget.hpp>
#include <flock/gateway/connection_host.hpp>
#include <flock/gateway/deadline.hpp>
#include <flock/gateway/http_request.hpp>
#include <flock/gateway/message.hpp>
#include <flock/gateway/tls_stream.hpp>

namespace flk::server_detail {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;
using boost::system::error_code;
using PlainStream = tcp::socket;

inline constexpr std::size_t kHeaderBytes = 16 << 10;
// With less room, a body of 120 kB costs twice the CPU (measured).
inline constexpr std::size_t kReadBytes = 64 << 10;
// What an idle connection holds, and one whose request is not let in yet.
inline constexpr std::size_t kIdleReadBytes = 2 << 10;
// What is still read of a request that was refused before its end, so that the
// answer is not lost with the connection.
inline constexpr std::size_t kLingerBytes = 4 << 20;
inline constexpr std::size_t kLingerReadBytes = 8 << 10;
inline constexpr std::chrono::seconds kLingerTime{5};

// One client. All of it runs on the one thread of its io_context, but for
// drain() and the handler's answer, which go there.
template <typename Stream>
class Connection : public ConnectionBase,
                   public std::enable_shared_from_this<Connection<Stream>> {
 public:
  Connection(ConnectionHost& host, Stream stream)
      : host_(host),
        stream_(std::move(stream)),
        deadline_(*this, stream_.get_executor()),
        memory_(host.bodies()) {}

  void start() override {
    later([](Connection& self) { self.begin(); });
  }
  void drain() override {
    later([](Connection& self) {
      if (self.phase_ == Phase::idle) self.close();
    });
  }
  void close() {
    if (phase_ == Phase::closed) return;
    phase_ = Phase::closed;
    memory_.give_back();
    error_code ignored;
    socket().close(ignored);
    deadline_.cancel();
    host_.forget(this->shared_from_this());
  }

 private:
  enum class Phase {
    starting,
    idle,
    reading,
    deciding,  // whether to let the request in
    handling,
    writing,
    closed
  };

  template <typename Work>
  void later(Work work) {
    asio::post(stream_.get_executor(), [self = this->shared_from_this(), work] {
      self->guarded([&] { work(*self); });
    });
  }

  // Beast throws at fields that it cannot hold, and memory may end: that is one
  // connection's end, not all others'.
  template <typename Work>
  void guarded(const Work& work) {
    try {
      work();
    } catch (const std::exception&) {
      close();
    }
  }

  // A completion handler: `work` runs unless the connection is closed.
  template <typename Work>
  auto then(Work work) {
    return [self = this->shared_from_this(), work](error_code error,
                                                   std::size_t size = 0) {
      if (self->phase_ == Phase::closed) return;
      if (error) return self->close();
      self->guarded([&] { work(*self, size); });
    };
  }

  tcp::socket& socket() {
    if constexpr (std::is_same_v<Stream, PlainStream>) {
      return stream_;
    } else {
      return stream_.socket();
    }
  }

  void begin() {
    if (phase_ == Phase::closed) return;
    error_code ignored;
    socket().set_option(tcp::no_delay{true}, ignored);
    peer_ = address_of(socket());
    if constexpr (std::is_same_v<Stream, PlainStream>) {
      await_request();
    } else {
      deadline_.set(host_.options().handshake_timeout);
      stream_.async_handshake(
          then([](Connection& self, std::size_t) { self.await_request(); }));
    }
  }

  void await_request() {
    phase_ = Phase::idle;
    parser_.emplace();
    parser_->header_limit(kHeaderBytes);
    // Until the header says who it is that sends it.
    parser_->body_limit(boost::none);
    admitted_ = false;
    continued_ = false;
    with_body_ = true;
    if (buffer_.size() > 0) {
      begin_request();
    } else if (host_.draining()) {
      close();
    } else {
      buffer_ = {};
      deadline_.set(host_.options().idle_timeout);
      read(kIdleReadBytes);
    }
  }

  void read(std::size_t size) {
    stream_.async_read_some(buffer_.prepare(size),
                            then([](Connection& self, std::size_t count) {
                              self.buffer_.commit(count);
                              self.took_bytes();
                            }));
  }

  void took_bytes() {
    if (phase_ == Phase::idle) {
      begin_request();
    } else {
      parse();
    }
  }

  void begin_request() {
    phase_ = Phase::reading;
    // Of the whole request: a drip of bytes moves it no further.
    deadline_.set(host_.options().request_timeout);
    parse();
  }

  void parse() {
    error_code error;
    while (buffer_.size() > 0 && !parser_->is_done()) {
      const auto used = parser_->put(buffer_.data(), error);
      buffer_.consume(used);
      if (error == http::error::need_more || (!error && used == 0)) break;
      if (error) return refuse_unread(error);
      if (!admitted_ && parser_->is_header_done()) return admit();
    }
    // Beast bounds neither a chunk's extensions nor the trailer, which it wants
    // to see whole.
    if (!parser_->is_done() && buffer_.size() > kHeaderBytes) {
      return refuse_unread(http::error::header_limit);
    }
    if (!memory_.grow_to(parser_->get().body().size())) {
      return refuse(unavailable(), "the memory for bodies is used up");
    }
    go_on();
  }

  void go_on() {
    if (admitted_ && parser_->is_done()) {
      handle();
    } else if (wants_to_be_told_to_go_on()) {
      continued_ = true;
      write("HTTP/1.1 100 Continue\r\n\r\n",
            [](Connection& self, std::size_t) { self.read(kReadBytes); });
    } else {
      read(admitted_ ? kReadBytes : kIdleReadBytes);
    }
  }

  // The header is there, and nothing of the body is looked at yet.
  void admit() {
    phase_ = Phase::deciding;
    const auto& message = parser_->get();
    keep_ = message.keep_alive();
    version_ = message.version();
    with_body_ = message.method() != http::verb::head;
    if (const auto fault = fault_of_header(message)) {
      return refuse(*fault, kNoHttp);
    }
    request_ = request_of(*parser_);
    request_.peer = peer_;
    auto admission = host_.admit(
        request_, [self = this->shared_from_this()](Admission decided) {
          self->later([decided = std::move(decided)](Connection& to) {
            // Whoever waited for the decision has not used up the client's
            // time.
            to.deadline_.set(to.host_.options().request_timeout);
            to.decided(decided);
          });
        });
    if (admission) {
      decided(*admission);
    } else {
      deadline_.clear();
    }
  }

  void decided(const Admission& admission) {
    if (phase_ == Phase::closed) return;
    if (admission.answer) return answer_early(*admission.answer);
    max_body_bytes_ = admission.max_body_bytes;
    const auto length = parser_->content_length();
    if (length && *length > max_body_bytes_) {
      return refuse_unread(http::error::body_limit);
    }
    parser_->body_limit(max_body_bytes_);
    parser_->eager(true);
    admitted_ = true;
    memory_.begin(admission.account);
    request_.user = admission.user;
    request_.admitted = admission.when;
    phase_ = Phase::reading;
    parse();
  }

  // A body that is not read is not known to end, nor where.
  void answer_early(const GatewayAnswer& answer) {
    constexpr int kUnauthorized = 401;
    if (!parser_->is_done()) return refuse(answer);
    if (answer.status == kUnauthorized) keep_ = false;
    // By way of the event loop: there may be thousands of them in the buffer.
    later([answer](Connection& self) { self.reply(answer); });
  }

  bool wants_to_be_told_to_go_on() const {
    // RFC 9110 section 10.1.1: HTTP/1.0 knows no answer before the answer.
    return admitted_ && !continued_ && version_ >= kHttp11 &&
           boost::beast::iequals(parser_->get()[http::field::expect],
                                 "100-continue");
  }

  void handle() {
    phase_ = Phase::handling;
    deadline_.clear();
    request_.body = std::move(parser_->get().body());
    host_.handle(std::move(request_),
                 [self = this->shared_from_this()](GatewayAnswer answer) {
                   self->later([answer = std::move(answer)](Connection& to) {
                     to.reply(answer);
                   });
                 });
  }

  void reply(const GatewayAnswer& answer) {
    if (phase_ == Phase::closed) return;
    memory_.give_back();
    parser_.reset();
    keep_ = keep_ && !host_.draining();
    send(answer, [](Connection& self, std::size_t) {
      if (self.keep_) {
        self.await_request();
      } else {
        self.close();
      }
    });
  }

  void refuse_unread(const error_code& error) {
    refuse(answer_to(error, max_body_bytes_),
           error == http::error::body_limit     ? "a body is too long"
           : error == http::error::header_limit ? "a header is too long"
                                                : kNoHttp);
  }

  void refuse(const GatewayAnswer& answer, const char* reason) {
    host_.refused(reason, peer_);
    refuse(answer);
  }

  // Answers before the request's end, and closes.
  void refuse(const GatewayAnswer& answer) {
    memory_.give_back();
    parser_.reset();
    keep_ = false;
    send(answer, [](Connection& self, std::size_t) {
      self.deadline_.set(kLingerTime);
      error_code ignored;
      self.socket().shutdown(tcp::socket::shutdown_send, ignored);
      self.linger(kLingerBytes);
    });
  }

  // With data unread, closing would reset the connection, and the answer might
  // never be seen.
  void linger(std::size_t bytes) {
    buffer_ = {};
    socket().async_read_some(buffer_.prepare(kLingerReadBytes),
                             then([bytes](Connection& self, std::size_t count) {
                               if (count >= bytes) return self.close();
                               self.linger(bytes - count);
                             }));
  }

  template <typename Work>
  void send(const GatewayAnswer& answer, Work work) {
    phase_ = Phase::writing;
    host_.count(answer.status);
    deadline_.set(host_.options().request_timeout);
    write(http_text(answer, {with_body_, keep_, version_}), work);
  }

  template <typename Work>
  void write(std::string text, Work work) {
    out_ = std::move(text);
    if constexpr (std::is_same_v<Stream, PlainStream>) {
      asio::async_write(stream_, asio::buffer(out_), then(work));
    } else {
      stream_.async_write(asio::buffer(out_), then(work));
    }
  }

  ConnectionHost& host_;
  Stream stream_;
  Deadline<Connection> deadline_;
  std::string peer_;
  boost::beast::flat_buffer buffer_;
  std::optional<Parser> parser_;
  std::string out_;
  GatewayRequest request_;  // from the end of its header on
  BodyShare memory_;        // what its body takes
  std::size_t max_body_bytes_ = 0;
  unsigned version_ = 11;
  Phase phase_ = Phase::starting;
  bool admitted_ = false;
  bool continued_ = false;
  bool keep_ = false;
  bool with_body_ = true;
};

}  // namespace flk::server_detail
