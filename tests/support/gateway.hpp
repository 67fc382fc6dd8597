// SPDX-License-Identifier: GPL-3.0-or-later
// The gateway's service over a real embedded store, without sockets.

#pragma once

#include <functional>
#include <future>
#include <string>

#include <flock/base/encoding.hpp>
#include <flock/gateway/service.hpp>
#include <flock/store/sqlite_store.hpp>

#include "support/fake_clock.hpp"
#include "support/temp_dir.hpp"

namespace flk {

inline std::string basic(const std::string& user, const std::string& token) {
  return "Basic " + to_base64(user + ":" + token);
}

// Waits for the one answer. `meanwhile` happens between header and body.
inline GatewayAnswer ask(
    Service& service, GatewayRequest request,
    const std::function<void()>& meanwhile = [] {}) {
  auto admission = service.admit(request);
  if (admission.answer) return std::move(*admission.answer);
  request.user = std::move(admission.user);
  request.admitted = admission.when;
  meanwhile();
  const auto promise = std::make_shared<std::promise<GatewayAnswer>>();
  auto answer = promise->get_future();
  service.handle(std::move(request), [promise](GatewayAnswer given) {
    promise->set_value(std::move(given));
  });
  return answer.get();
}

struct StoredText {
  std::string id;
  std::string index;
  std::string bytes;
};

inline std::vector<StoredText> stored_in(Store& store,
                                         const std::string& index = "flock-*") {
  std::vector<StoredText> out;
  store.scan({.index = index}, [&](const StoredRecord& record) {
    out.push_back({std::string(record.id), std::string(record.index),
                   std::string(record.bytes)});
  });
  return out;
}

class TestGateway {
 public:
  explicit TestGateway(const ServiceOptions& options = open_to_all())
      : service{store, queue, options, clock, steady, system_random(), log} {}

  static ServiceOptions open_to_all() {
    ServiceOptions options;
    options.registration = RegistrationMode::open;
    return options;
  }

  GatewayAnswer get(const std::string& target,
                    const std::string& authorization = {}) {
    GatewayRequest request;
    request.method = "GET";
    request.target = target;
    request.authorization = authorization;
    return ask(service, request);
  }
  GatewayAnswer post(const std::string& target, const std::string& body,
                     const std::string& authorization = {},
                     const std::string& type = "application/json") {
    return ask(service, request(target, body, authorization, type));
  }
  static GatewayRequest request(const std::string& target,
                                const std::string& body,
                                const std::string& authorization,
                                const std::string& type) {
    GatewayRequest request;
    request.method = "POST";
    request.target = target;
    request.authorization = authorization;
    request.content_type = type;
    request.body = body;
    return request;
  }

  // Makes the user with a token of its own; the header that shows it.
  std::string make_user(const std::string& name,
                        const std::string& display_name = "Ann Example") {
    const std::string token(32, 't');
    post("/register", "{\"username\":\"" + name + "\",\"name\":\"" +
                          display_name + "\",\"auth_token\":\"" + token +
                          "\"}");
    return basic(name, token);
  }

  TempDir folder;
  FakeClock clock;  // 2026-11-23T07:00:00Z
  FakeClock steady;
  Log log{"flock-gateway", LogFormat::daemon, LogLevel::error};
  SqliteStore store{folder / "gateway.db", SqliteStore::Access::read_write};
  CommitQueue queue{store, {}, log};
  Service service;
};

}  // namespace flk
