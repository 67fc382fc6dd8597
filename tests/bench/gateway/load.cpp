// SPDX-License-Identifier: GPL-3.0-or-later
// Sends batches of records over some connections, as fast as they are
// answered, and prints what came of it; with --idle holds further connections
// meanwhile. Names and values, one pair a line, for a script to read.

#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <optional>
#include <sstream>
#include <thread>
#include <vector>

#include <flock/base/error.hpp>

#include "client.hpp"
#include "workload.hpp"

namespace flk::bench {
namespace {

using Steady = std::chrono::steady_clock;

struct LoadOptions {
  std::uint16_t port = 0;
  std::string path = "/submit";
  int server = 0;  // its pid
  bool plain = false;
  unsigned connections = 4;
  std::size_t records = 200;  // in a batch
  std::uint64_t users = 4;
  std::uint64_t first_batch = 0;
  std::uint64_t batches = 0;  // 0: as many as fit in `seconds`
  double seconds = 10;
  std::size_t idle = 0;
};

void declare(CLI::App& app, LoadOptions& options) {
  app.add_option("--port", options.port)->required();
  app.add_option("--path", options.path);
  app.add_option("--server", options.server, "its pid, to measure");
  app.add_flag("--plain", options.plain, "no TLS");
  app.add_option("--connections", options.connections);
  app.add_option("--records", options.records, "of a batch");
  app.add_option("--users", options.users, "take turns");
  app.add_option("--first-batch", options.first_batch,
                 "its number: no two runs against one store may share any");
  app.add_option("--batches", options.batches, "instead of --seconds");
  app.add_option("--seconds", options.seconds);
  app.add_option("--idle", options.idle, "connections that send nothing");
}

// Seconds of processor time that a process has taken.
double processor_time(int pid) {
  std::ifstream file{"/proc/" + std::to_string(pid) + "/stat"};
  std::string text{std::istreambuf_iterator<char>(file), {}};
  std::istringstream rest{text.substr(text.rfind(')') + 1)};
  std::string word;
  constexpr int kBeforeTime = 11;  // fields, from the state on
  for (int i = 0; i < kBeforeTime; ++i) rest >> word;
  double user = 0;
  double system = 0;
  rest >> user >> system;
  return (user + system) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

// KiB of "VmRSS:" and the like.
long memory(int pid, const std::string& what) {
  std::ifstream file{"/proc/" + std::to_string(pid) + "/status"};
  std::string line;
  while (std::getline(file, line)) {
    if (line.starts_with(what)) return std::stol(line.substr(what.size()));
  }
  return 0;
}

// Counts batches out to the connections until the end.
class Turns {
 public:
  explicit Turns(const LoadOptions& options)
      : options_(options),
        end_(Steady::now() +
             std::chrono::duration_cast<Steady::duration>(
                 std::chrono::duration<double>(options.seconds))) {}

  std::optional<std::uint64_t> next() {
    if (options_.batches == 0 && Steady::now() >= end_) return std::nullopt;
    const auto turn = next_++;
    if (options_.batches != 0 && turn >= options_.batches) return std::nullopt;
    return options_.first_batch + turn;
  }

 private:
  const LoadOptions& options_;
  Steady::time_point end_;
  std::atomic<std::uint64_t> next_ = 0;
};

std::string header_of(const LoadOptions& options, std::uint64_t user,
                      std::uint64_t batch, std::size_t size) {
  // A user's running numbers go on from one of its batches to the next.
  const auto first = batch / options.users * options.records + 1;
  return "POST " + options.path +
         " HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
         "application/x-ndjson\r\nAuthorization: " +
         basic(user_name(user), kToken) +
         "\r\nIdempotency-Key: " + ledger_of(user) + "/" +
         std::to_string(first) + "\r\nContent-Length: " + std::to_string(size) +
         "\r\n\r\n";
}

// All take turns, in no order: neighbours would lie together in the store.
std::uint64_t user_of(std::uint64_t batch, std::uint64_t users) {
  constexpr std::uint64_t kPrime = 611953;
  return batch % users * kPrime % users;
}

// One connection's part; how many batches were taken.
std::uint64_t send_batches(const LoadOptions& options, Client& client,
                           Turns& turns) {
  Body body{options.records, std::time(nullptr)};
  std::uint64_t sent = 0;
  std::optional<std::uint64_t> user;
  while (const auto batch = turns.next()) {
    const auto next = user_of(*batch, options.users);
    if (user != next) body.set_user(next);
    user = next;
    const auto header = header_of(options, next, *batch, body.text().size());
    const int status = client.exchange(header, body.text());
    if (status != 200) {
      throw Error(ErrorKind::refused, "the answer is " +
                                          std::to_string(status) + " " +
                                          std::string(client.answer()));
    }
    ++sent;
  }
  return sent;
}

std::vector<std::unique_ptr<Client>> connect(const LoadOptions& options,
                                             SSL_CTX* context,
                                             std::size_t count) {
  std::vector<std::unique_ptr<Client>> clients;
  for (std::size_t i = 0; i < count; ++i) {
    clients.push_back(std::make_unique<Client>(options.port, context));
  }
  return clients;
}

void report(const LoadOptions& options, std::uint64_t batches, double seconds,
            double processor) {
  const auto records = static_cast<double>(batches * options.records);
  std::printf("batches %llu\nrecords %.0f\nseconds %.3f\nrate %.0f\n",
              static_cast<unsigned long long>(batches), records, seconds,
              records / seconds);
  std::printf("client_us %.1f\n",
              processor_time(::getpid()) * 1e6 / static_cast<double>(batches));
  if (options.server == 0) return;
  std::printf("server_us %.1f\nrss %ld\npeak %ld\n",
              processor * 1e6 / static_cast<double>(batches),
              memory(options.server, "VmRSS:"),
              memory(options.server, "VmHWM:"));
}

// A connection is a descriptor.
void raise_descriptor_limit() {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

void run(const LoadOptions& options) {
  ::signal(SIGPIPE, SIG_IGN);
  raise_descriptor_limit();
  const auto context = client_context();
  auto* const tls = options.plain ? nullptr : context.get();
  const auto idle = connect(options, tls, options.idle);
  auto clients = connect(options, tls, options.connections);
  const auto before = processor_time(options.server);
  const auto started = Steady::now();
  Turns turns{options};
  std::atomic<std::uint64_t> batches = 0;
  std::vector<std::thread> threads;
  for (auto& client : clients) {
    threads.emplace_back([&] {
      try {
        batches += send_batches(options, *client, turns);
      } catch (const std::exception& error) {
        std::fprintf(stderr, "gateway_load: %s\n", error.what());
        std::_Exit(1);
      }
    });
  }
  for (auto& thread : threads) thread.join();
  const std::chrono::duration<double> took = Steady::now() - started;
  report(options, batches, took.count(),
         processor_time(options.server) - before);
}

}  // namespace
}  // namespace flk::bench

int main(int argc, char* argv[]) {
  CLI::App app{"a fleet that sends as fast as it is answered", "gateway_load"};
  flk::bench::LoadOptions options;
  flk::bench::declare(app, options);
  CLI11_PARSE(app, argc, argv);
  try {
    flk::bench::run(options);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "gateway_load: %s\n", error.what());
    return 1;
  }
  return 0;
}
