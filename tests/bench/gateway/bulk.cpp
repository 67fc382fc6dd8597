// SPDX-License-Identifier: GPL-3.0-or-later
// What the gateway in front of an engine is measured against: the bulk bodies
// that it makes of gateway_load's batches, made before and sent directly.

#include <CLI/CLI.hpp>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <thread>
#include <vector>

#include <flock/base/error.hpp>
#include <flock/elasticsearch/bulk.hpp>
#include <flock/gateway/submission.hpp>

#include "client.hpp"
#include "workload.hpp"

namespace flk::bench {
namespace {

struct BulkOptions {
  std::uint16_t port = 0;
  unsigned connections = 4;
  std::size_t records = 200;  // of a batch
  std::size_t joined = 5;     // batches in a body
  std::uint64_t users = 4;
  std::uint64_t batches = 400;
};

// What the gateway stores of a batch of gateway_load's.
void append_batch(std::string& out, const BulkOptions& options, Body& body,
                  std::uint64_t batch) {
  const auto number = batch % options.users;
  body.set_user(number);
  const User user{user_name(number), "", "", "", {}};
  const SubmissionRules rules;
  const IdempotencyKey key{ledger_of(number),
                           batch / options.users * options.records + 1};
  SubmissionReader reader{rules, user, key, system_clock().now()};
  const auto submission = reader.read_lines(body.text());
  for (std::size_t i = 0; i < submission.batch.size(); ++i) {
    const auto record = submission.batch[i];
    append_create(out, record.index, record.id, record.bytes);
  }
}

std::vector<std::string> make_bodies(const BulkOptions& options) {
  std::vector<std::string> bodies;
  Body body{options.records, std::time(nullptr)};
  for (std::uint64_t batch = 0; batch < options.batches; ++batch) {
    if (batch % options.joined == 0) bodies.emplace_back();
    append_batch(bodies.back(), options, body, batch);
  }
  return bodies;
}

void send(const BulkOptions& options, const std::vector<std::string>& bodies,
          std::atomic<std::size_t>& next) {
  Client client{options.port, nullptr};
  for (auto i = next++; i < bodies.size(); i = next++) {
    const auto header = "POST " + std::string(kBulkPath) +
                        " HTTP/1.1\r\nHost: localhost\r\nContent-Type: " +
                        std::string(kBulkType) + "\r\nContent-Length: " +
                        std::to_string(bodies[i].size()) + "\r\n\r\n";
    const int status = client.exchange(header, bodies[i]);
    const auto answer = client.answer();
    if (status != 200 || answer.find("\"error\"") != std::string_view::npos) {
      std::fprintf(stderr, "gateway_bulk: %d %.200s\n", status,
                   std::string(answer).c_str());
      std::_Exit(1);
    }
  }
}

void run(const BulkOptions& options) {
  const auto bodies = make_bodies(options);
  std::atomic<std::size_t> next = 0;
  const auto started = std::chrono::steady_clock::now();
  std::vector<std::thread> threads;
  for (unsigned i = 0; i < options.connections; ++i) {
    threads.emplace_back([&] { send(options, bodies, next); });
  }
  for (auto& thread : threads) thread.join();
  const std::chrono::duration<double> took =
      std::chrono::steady_clock::now() - started;
  const auto records = static_cast<double>(options.batches * options.records);
  std::printf("records %.0f\nseconds %.3f\nrate %.0f\n", records, took.count(),
              records / took.count());
}

}  // namespace
}  // namespace flk::bench

int main(int argc, char* argv[]) {
  CLI::App app{"ready-made bulk bodies, sent directly", "gateway_bulk"};
  flk::bench::BulkOptions options;
  app.add_option("--port", options.port)->required();
  app.add_option("--connections", options.connections);
  app.add_option("--records", options.records, "of a batch");
  app.add_option("--joined", options.joined, "batches in a body");
  app.add_option("--users", options.users);
  app.add_option("--batches", options.batches);
  CLI11_PARSE(app, argc, argv);
  try {
    flk::bench::run(options);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "gateway_bulk: %s\n", error.what());
    return 1;
  }
  return 0;
}
