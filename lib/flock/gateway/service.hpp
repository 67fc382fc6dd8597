// SPDX-License-Identifier: GPL-3.0-or-later
// The gateway's routes: what is asked and what is answered. The predecessor's
// API and what goes beyond it: flock-gateway(8), HTTP INTERFACE.

#pragma once

#include <cstddef>
#include <optional>

#include <flock/gateway/registration.hpp>
#include <flock/gateway/submission.hpp>

namespace flk {

struct ServiceOptions {
  RegistrationMode registration = RegistrationMode::invite;
  SubmissionRules submission;
  std::size_t max_body_bytes = 16 << 20;  // unpacked
};

class Service {
 public:
  // All must outlive this.
  Service(Store& store, CommitQueue& queue, const ServiceOptions& options,
          Clock& clock, Random& random, Log& log);

  // Calls `respond` once, now or when the records are stored. May block for as
  // long as the store takes to look a user up. Never throws.
  void handle(GatewayRequest request, const Respond& respond);

 private:
  void route(GatewayRequest& request, const Respond& respond);
  void post_register(GatewayRequest& request, const Respond& respond);
  void post_submit(GatewayRequest& request, const Respond& respond);
  void post_logs(GatewayRequest& request, const Respond& respond);
  // nullopt where nobody is shown to be who he says.
  std::optional<User> authenticate(const GatewayRequest& request);
  // Unpacks the body; the answer where it cannot be had.
  std::optional<GatewayAnswer> decode(GatewayRequest& request) const;
  // nullopt where the header is there and wrong.
  std::optional<IdempotencyKey> key_of(const GatewayRequest& request);
  void store(Submission submission, bool lines, const Respond& respond);

  Store& store_;
  CommitQueue& queue_;
  ServiceOptions options_;
  Clock& clock_;
  Random& random_;
  Log& log_;
  Registrar registrar_;
};

}  // namespace flk
