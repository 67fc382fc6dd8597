// SPDX-License-Identifier: GPL-3.0-or-later
// Asio and Beast are here and nowhere else: this file takes long to compile.

#include <flock/gateway/server.hpp>

#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <thread>
#include <vector>

#include <flock/base/error.hpp>
#include <flock/gateway/connection.hpp>
#include <flock/gateway/connection_table.hpp>
#include <flock/gateway/refusal_log.hpp>
#include <flock/gateway/served_certificates.hpp>

namespace flk {

using namespace server_detail;  // NOLINT: of this file's own header

// What all connections share.
class ServerCore : public ConnectionHost {
 public:
  ServerCore(const ServerOptions& options, Server::Gate gate,
             Server::Handler handler, Log& log);

  void run();
  void stop();
  void obey_signals();
  const std::string& url() const { return url_; }
  std::size_t connections() const { return connections_.size(); }
  std::optional<Milliseconds> certificates_end() const {
    return certificates_.end();
  }

  const ServerOptions& options() const override { return options_; }
  std::optional<Admission> admit(const GatewayRequest& request,
                                 Decide decide) override {
    return gate_(request, std::move(decide));
  }
  void handle(GatewayRequest request, Respond respond) override {
    handler_(std::move(request), std::move(respond));
  }
  BodyBudget& bodies() override { return bodies_; }
  void count(int status) override {
    ++answers_[static_cast<std::size_t>(
        std::clamp(status, 0, Server::kLastStatus))];
  }
  void refused(const char* reason, const std::string& peer) override {
    refusals_.add(reason, peer, Steady::now());
  }
  std::uint64_t answers(int status) const {
    return answers_[static_cast<std::size_t>(status)];
  }
  bool draining() const override { return draining_; }
  void forget(const std::shared_ptr<ConnectionBase>& connection) override;

 private:
  using Guard = asio::executor_work_guard<asio::io_context::executor_type>;

  void listen();
  void accept();
  void accepted(error_code error, tcp::socket socket);
  std::shared_ptr<ConnectionBase> connect(tcp::socket socket);
  void drain();
  void end();
  void wait_for_signal();
  void warn_daily();

  ServerOptions options_;
  Server::Gate gate_;
  Server::Handler handler_;
  Log& log_;
  std::string url_;
  std::vector<std::unique_ptr<asio::io_context>> contexts_;
  std::vector<Guard> guards_;
  std::size_t next_context_ = 0;
  tcp::acceptor acceptor_;
  asio::steady_timer timer_;  // before accepting again; then of the draining
  asio::signal_set signals_;
  BodyBudget bodies_;
  RefusalLog refusals_{log_};
  std::array<std::atomic<std::uint64_t>, Server::kLastStatus + 1> answers_{};
  std::atomic<bool> draining_ = false;
  ServedCertificates certificates_;
  asio::steady_timer daily_;
  ConnectionTable connections_;
};

namespace {

// Each connection is a descriptor.
void raise_descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

std::vector<std::unique_ptr<asio::io_context>> make_contexts(
    std::size_t count) {
  if (count == 0) count = std::max(1u, std::thread::hardware_concurrency());
  std::vector<std::unique_ptr<asio::io_context>> contexts;
  for (std::size_t i = 0; i < count; ++i) {
    contexts.push_back(std::make_unique<asio::io_context>(1));
  }
  return contexts;
}

// What one user may hold of the memory for bodies: an eighth, and one body.
std::size_t share_of_one(std::size_t all, std::size_t body) {
  return std::max(all / 8, body);
}

}  // namespace

ServerCore::ServerCore(const ServerOptions& options, Server::Gate gate,
                       Server::Handler handler, Log& log)
    : options_(options),
      gate_(std::move(gate)),
      handler_(std::move(handler)),
      log_(log),
      contexts_(make_contexts(options_.threads)),
      acceptor_(*contexts_[0]),
      timer_(*contexts_[0]),
      signals_(*contexts_[0]),
      bodies_(options.max_inflight_bytes,
              share_of_one(options.max_inflight_bytes, options.max_body_bytes)),
      certificates_(options_, log),
      daily_(*contexts_[0]),
      connections_(
          options.max_connections,
          options.max_connections_per_address > 0
              ? options.max_connections_per_address
              : options.max_connections - options.max_connections / 4) {
  raise_descriptor_limit();
  // OpenSSL writes to sockets as to files.
  std::signal(SIGPIPE, SIG_IGN);
  listen();
}

void ServerCore::listen() {
  try {
    const tcp::endpoint endpoint{
        asio::ip::make_address(options_.listen.address), options_.listen.port};
    acceptor_.open(endpoint.protocol());
    acceptor_.set_option(tcp::acceptor::reuse_address{true});
    acceptor_.bind(endpoint);
    acceptor_.listen();
    auto bound = options_.listen;
    bound.port = acceptor_.local_endpoint().port();
    url_ = (certificates_.context() != nullptr ? "https://" : "http://") +
           bound.text();
  } catch (const boost::system::system_error& error) {
    throw Error(ErrorKind::config, "cannot listen on " +
                                       options_.listen.text() + ": " +
                                       error.code().message());
  }
}

void ServerCore::warn_daily() {
  certificates_.warn_of_ends();
  daily_.expires_after(std::chrono::hours{24});
  daily_.async_wait([this](error_code error) {
    if (!error) warn_daily();
  });
}

void ServerCore::run() {
  for (auto& context : contexts_) {
    guards_.push_back(asio::make_work_guard(*context));
  }
  if (certificates_.context() != nullptr) warn_daily();
  accept();
  std::vector<std::thread> threads;
  for (std::size_t i = 1; i < contexts_.size(); ++i) {
    threads.emplace_back([context = contexts_[i].get()] { context->run(); });
  }
  contexts_[0]->run();
  for (auto& thread : threads) thread.join();
}

void ServerCore::accept() {
  auto& context = *contexts_[next_context_++ % contexts_.size()];
  acceptor_.async_accept(context, [this](error_code error, tcp::socket socket) {
    accepted(error, std::move(socket));
  });
}

void ServerCore::accepted(error_code error, tcp::socket socket) {
  constexpr std::chrono::milliseconds kPause{200};
  if (draining_) return;
  if (error) {
    // Too many descriptors, as a rule; the client waits meanwhile.
    log_.error("cannot accept a connection", {{"reason", error.message()}});
    timer_.expires_after(kPause);
    timer_.async_wait([this](error_code ended) {
      if (!ended && !draining_) accept();
    });
    return;
  }
  if (const auto connection = connect(std::move(socket))) connection->start();
  accept();
}

std::shared_ptr<ConnectionBase> ServerCore::connect(tcp::socket socket) {
  const auto peer = address_of(socket);
  // A proxy's connections are many people's.
  const auto address =
      options_.trusted_proxies.contains(peer) ? std::string() : limit_key(peer);
  if (const char* reason = connections_.refusal(address)) {
    refused(reason, peer);
    return nullptr;
  }
  std::shared_ptr<ConnectionBase> connection;
  if (auto* tls = certificates_.context(); tls != nullptr) {
    connection = std::make_shared<Connection<TlsStream>>(
        *this, TlsStream{std::move(socket), tls});
  } else {
    connection =
        std::make_shared<Connection<PlainStream>>(*this, std::move(socket));
  }
  connections_.add(connection, address);
  return connection;
}

void ServerCore::forget(const std::shared_ptr<ConnectionBase>& connection) {
  connections_.remove(connection);
  if (draining_ && connections_.size() == 0) end();
}

void ServerCore::stop() {
  asio::post(*contexts_[0], [this] { drain(); });
}

void ServerCore::drain() {
  if (draining_.exchange(true)) return;
  error_code ignored;
  acceptor_.close(ignored);
  signals_.cancel(ignored);
  daily_.cancel();
  timer_.expires_after(options_.drain_timeout);
  timer_.async_wait([this](error_code error) {
    if (!error) end();
  });
  connections_.drain_all();
  if (connections_.size() == 0) end();
}

void ServerCore::end() {
  for (auto& context : contexts_) context->stop();
}

void ServerCore::obey_signals() {
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) signals_.add(signal);
  wait_for_signal();
}

void ServerCore::wait_for_signal() {
  signals_.async_wait([this](error_code error, int signal) {
    if (error) return;
    if (signal != SIGHUP) {
      log_.info("stopping");
      return drain();
    }
    try {
      if (certificates_.context() != nullptr) {
        certificates_.load();
        warn_daily();
        log_.info("certificate and key are read again");
      } else {
        log_.info("there is no certificate to read again");
      }
    } catch (const Error& failed) {
      log_.error("certificate and key stay as they were",
                 {{"reason", failed.what()}});
    }
    wait_for_signal();
  });
}

Server::Server(const ServerOptions& options, Gate gate, Handler handler,
               Log& log)
    : core_(std::make_unique<ServerCore>(options, std::move(gate),
                                         std::move(handler), log)) {}
Server::~Server() = default;

std::string Server::url() const { return core_->url(); }
std::size_t Server::connections() const { return core_->connections(); }
std::uint64_t Server::answers(int status) const {
  return core_->answers(status);
}
bool Server::is_draining() const { return core_->draining(); }
std::optional<Milliseconds> Server::certificates_end() const {
  return core_->certificates_end();
}
void Server::run() { core_->run(); }
void Server::stop() { core_->stop(); }
void Server::obey_signals() { core_->obey_signals(); }

}  // namespace flk
