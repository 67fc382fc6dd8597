// SPDX-License-Identifier: GPL-3.0-or-later
// The gateway as it is, in front of a store that does nothing: what it costs
// before the store. It serves until it is told to stop.
//
//   gateway_storeless CERT KEY       prints "listening https://127.0.0.1:PORT"

#include <csignal>
#include <cstdio>

#include <flock/auth/token.hpp>
#include <flock/gateway/daemon.hpp>

#include "support/fake_store.hpp"
#include "workload.hpp"

namespace flk::bench {
namespace {

// Knows every user, all with the same token.
class NoStore : public FakeStore {
 public:
  std::vector<PutResult> put(std::span<const NewRecord> records) override {
    return {records.size(), {PutOutcome::stored, {}}};
  }
  bool is_local() const override { return true; }
  std::optional<User> find_user(const std::string& name) override {
    return User{name, "Ann Example", token_hash_, {}, {}};
  }

 private:
  std::string token_hash_ = hash_token(kToken);
};

void serve(const std::string& certificate, const std::string& key) {
  Log log{"gateway_storeless", LogFormat::daemon, LogLevel::warning};
  NoStore store;
  ServerOptions server;
  server.listen = ListenAddress::parse("127.0.0.1:0");
  server.certificate_file = certificate;
  server.key_file = key;
  ServiceOptions service;
  service.max_requests = 0;
  Daemon daemon{store, server, service, log};
  daemon.server().obey_signals();
  std::printf("listening %s\n", daemon.url().c_str());
  std::fflush(stdout);
  daemon.run();
}

}  // namespace
}  // namespace flk::bench

int main(int argc, char* argv[]) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: gateway_storeless CERT KEY\n");
    return 2;
  }
  std::signal(SIGPIPE, SIG_IGN);
  try {
    flk::bench::serve(argv[1], argv[2]);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "gateway_storeless: %s\n", error.what());
    return 1;
  }
}
