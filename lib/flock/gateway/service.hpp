// SPDX-License-Identifier: GPL-3.0-or-later
// The gateway's routes: what is asked and what is answered. The predecessor's
// API and what goes beyond it: flock-gateway(8), HTTP INTERFACE.

#pragma once

#include <cstddef>
#include <mutex>
#include <optional>
#include <string>

#include <flock/auth/basic.hpp>
#include <flock/gateway/client_address.hpp>
#include <flock/gateway/known_tokens.hpp>
#include <flock/gateway/memory_budget.hpp>
#include <flock/gateway/rate_limit.hpp>
#include <flock/gateway/registration.hpp>
#include <flock/gateway/submission.hpp>

namespace flk {

struct ServiceOptions {
  RegistrationMode registration = RegistrationMode::invite;
  SubmissionRules submission;
  std::size_t max_body_bytes = 16 << 20;       // unpacked
  std::size_t max_unpacked_bytes = 256 << 20;  // of all bodies
  // A minute; 0: no limit. Failures are counted by address, and only they:
  // whole offices share one.
  std::size_t max_failures = 60;
  // An hour, of one address, where registration is open; 0: no limit.
  std::size_t max_registrations = 1000;
  std::size_t max_requests = 60000;  // of one user
  TrustedProxies trusted_proxies;
};

class Service {
 public:
  // All must outlive this. `clock` tells the time of day; `steady`, which
  // nobody sets, what limits count.
  Service(Store& store, CommitQueue& queue, const ServiceOptions& options,
          Clock& clock, Clock& steady, Random& random, Log& log);

  // Decides by the header alone; the body may be missing. May block for as long
  // as the store takes to look a user up, if looks_up(). Never throws.
  Admission admit(const GatewayRequest& request);
  static bool looks_up(const GatewayRequest& request) {
    return !request.authorization.empty();
  }

  // What admit() has let in, with its user. Calls `respond` once, now or when
  // the records are stored. May block for as long as the store takes to
  // register a user, or to look one up if looks_up_again(). Never throws.
  void handle(GatewayRequest request, const Respond& respond);
  // Whether the body took so long to come that the user may be deleted by now.
  bool looks_up_again(const GatewayRequest& request) const;

 private:
  // What limits count a request by.
  std::string address_of(const GatewayRequest& request) const;
  // Counts a try that has failed; 429 in the place of one too many.
  GatewayAnswer failed(const GatewayRequest& request, GatewayAnswer answer);
  Admission decide(const GatewayRequest& request);
  Admission admit_user(const GatewayRequest& request);
  // Does `work`; where it throws, `fail` has the answer.
  template <typename Work, typename Fail>
  void guarded(const GatewayRequest& request, const Work& work,
               const Fail& fail);
  void route(GatewayRequest& request, const Respond& respond);
  void post_register(GatewayRequest& request, const Respond& respond);
  void post_submit(GatewayRequest& request, const Respond& respond);
  void post_logs(GatewayRequest& request, const Respond& respond);
  // nullopt where nobody is shown to be who he says.
  std::optional<User> authenticate(const BasicCredentials& credentials);
  // Whether the user that was let in still has that token.
  bool authenticate_again(GatewayRequest& request);
  // Unpacks the body; the answer where it cannot be had.
  static std::optional<GatewayAnswer> decode(GatewayRequest& request,
                                             std::size_t max_bytes,
                                             MemoryShare& memory);
  // nullopt where the header is there and wrong.
  std::optional<IdempotencyKey> key_of(const GatewayRequest& request);
  void store(Submission submission, bool lines, const Respond& respond);

  Store& store_;
  CommitQueue& queue_;
  ServiceOptions options_;
  Clock& clock_;
  Clock& steady_;
  Random& random_;
  Log& log_;
  Registrar registrar_;
  RateLimit failures_;
  RateLimit registrations_;
  KnownTokens known_;
  // Held for the look-up of somebody at an address that has failed too often.
  std::mutex last_chance_;
  RateLimit requests_;
  MemoryBudget unpacked_;
};

}  // namespace flk
