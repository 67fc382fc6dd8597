// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/gateway/daemon.hpp>

#include <malloc.h>

#include <algorithm>
#include <memory>
#include <thread>

#include <flock/base/error.hpp>
#include <flock/base/steady_clock.hpp>

namespace flk {
namespace {

// Two for each core, and enough for some to wait for a look-up in an engine.
std::size_t worker_count() {
  constexpr std::size_t kLeast = 8;
  return std::max<std::size_t>(kLeast, 2 * std::thread::hardware_concurrency());
}

constexpr std::size_t kMaxWaiting = 4096;

// Requests that are worked through sooner than they are handed to another
// thread: their user is known already. What is long or packed would hold up the
// other connections, and a registration waits for the store.
bool is_quick(const GatewayRequest& request) {
  constexpr std::size_t kShort = 256 << 10;
  return !request.target.starts_with("/register") &&
         request.content_encoding.empty() && request.body.size() <= kShort;
}

// The bodies' memory comes and goes by the hundred kilobytes: not from the
// system and back to it each time, which has to clear it.
void keep_memory() {
#ifdef M_MMAP_THRESHOLD
  constexpr int kKept = 8 << 20;
  ::mallopt(M_MMAP_THRESHOLD, kKept);
  ::mallopt(M_TRIM_THRESHOLD, kKept);
#endif
}

// Prometheus' text format, version 0.0.4.
void describe(std::string& out, const std::string& name, const char* type,
              const char* help) {
  out += "# HELP flock_gateway_" + name + " " + help +
         "\n# TYPE flock_gateway_" + name + " " + type + "\n";
}

void metric(std::string& out, const std::string& name, const char* type,
            const char* help, std::uint64_t value) {
  describe(out, name, type, help);
  out += "flock_gateway_" + name + " " + std::to_string(value) + "\n";
}

}  // namespace

Daemon::Daemon(Store& store, const ServerOptions& server,
               const ServiceOptions& service, Log& log)
    : store_(store),
      server_(
          server,
          [this](const GatewayRequest& request, const Decide& decide) {
            return admit(request, decide);
          },
          [this](GatewayRequest request, const Respond& respond) {
            handle(std::move(request), respond);
          },
          log),
      refusals_(log),
      service_(store, queue_, service, system_clock(), steady_clock(),
               system_random(), log),
      queue_(store, {}, log),
      workers_(worker_count(), kMaxWaiting) {
  keep_memory();
  store_.on_lost([this] {
    lost_ = true;
    server_.stop();
  });
}

Daemon::~Daemon() { store_.on_lost({}); }

void Daemon::run() {
  server_.run();
  if (!lost_) return;
  throw Error(ErrorKind::try_again,
              "the store is lost: " + store_.fault().value_or("it was"),
              "start flock-gateway again, when the disk is well and the "
              "store's file in its place");
}

std::optional<Admission> Daemon::admit(const GatewayRequest& request,
                                       const Decide& decide) {
  if (store_.is_local() || !Service::looks_up(request)) {
    return service_.admit(request);
  }
  const bool taken = workers_.post(
      [this, &request, decide] { decide(service_.admit(request)); });
  if (!taken) return Admission{busy(request)};
  return std::nullopt;
}

void Daemon::handle(GatewayRequest request, const Respond& respond) {
  const bool waits = !store_.is_local() && service_.looks_up_again(request);
  if (is_quick(request) && !waits) {
    return service_.handle(std::move(request), respond);
  }
  // std::function wants what can be copied.
  auto shared = std::make_shared<GatewayRequest>(std::move(request));
  const bool taken = workers_.post([this, shared, respond] {
    service_.handle(std::move(*shared), respond);
  });
  if (!taken) respond(busy(*shared));
}

GatewayAnswer Daemon::busy(const GatewayRequest& request) {
  refusals_.add("too many requests wait for the store", request.peer,
                std::chrono::steady_clock::now());
  return unavailable();
}

AdminAnswer Daemon::tell(const std::string& path) {
  if (path == "/healthz") return {200, "ok\n"};
  if (path == "/readyz") return readiness();
  if (path == "/metrics") return {200, figures()};
  return {404, "/healthz, /readyz or /metrics\n"};
}

AdminAnswer Daemon::readiness() {
  if (server_.is_draining()) return {503, "stopping\n"};
  if (queue_.is_failing()) return {503, "the store takes no records\n"};
  if (const auto fault = fault_of_store()) {
    return {503, "the store is away: " + *fault + "\n"};
  }
  return {200, "ready\n"};
}

std::optional<std::string> Daemon::fault_of_store() {
  const std::unique_lock asking{asking_, std::try_to_lock};
  if (!asking) {
    const std::lock_guard lock{mutex_};
    return last_fault_;
  }
  auto fault = store_.fault();
  const std::lock_guard lock{mutex_};
  last_fault_ = fault;
  return fault;
}

std::string Daemon::figures() const {
  std::string out;
  metric(out, "records_stored_total", "counter", "Records stored.",
         queue_.stored());
  metric(out, "records_repeated_total", "counter",
         "Records that were there already.", queue_.repeated());
  metric(out, "records_refused_total", "counter",
         "Records that the store refused for their shape.", queue_.refused());
  metric(out, "queue_bytes", "gauge", "Records that wait to be stored.",
         queue_.waiting_bytes());
  metric(out, "store_failing", "gauge", "1 while the store takes no records.",
         queue_.is_failing() ? 1 : 0);
  metric(out, "connections", "gauge", "Open connections.",
         server_.connections());
  if (const auto end = server_.certificates_end()) {
    metric(out, "certificate_end_seconds", "gauge",
           "When the first certificate of the chain ends, Unix time.",
           static_cast<std::uint64_t>(
               std::chrono::duration_cast<Seconds>(*end).count()));
  }
  describe(out, "answers_total", "counter", "Answers by their status.");
  for (int status = 100; status <= Server::kLastStatus; ++status) {
    const auto count = server_.answers(status);
    if (count == 0) continue;
    out += "flock_gateway_answers_total{status=\"" + std::to_string(status) +
           "\"} " + std::to_string(count) + "\n";
  }
  return out;
}

}  // namespace flk
