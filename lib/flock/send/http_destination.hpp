// SPDX-License-Identifier: GPL-3.0-or-later
// A gateway over HTTP: POST /submit, flock-record(5) and flock-gateway(8).

#pragma once

#include <string>
#include <vector>

#include <flock/http/client.hpp>
#include <flock/send/destination.hpp>

namespace flk {

class HttpDestination : public Destination {
 public:
  // `url` is the gateway's, without a trailing slash.
  HttpDestination(HttpClient client, std::string url,
                  HttpCredentials credentials);

  SubmitResult submit(const IdempotencyKey& key,
                      const std::vector<std::string>& lines,
                      Milliseconds patience) override;

  // GET /ping; the same outcomes.
  SubmitResult ping();

 private:
  HttpClient client_;
  std::string url_;
  HttpCredentials credentials_;
};

// What a gateway's answer to `count` records means.
SubmitResult interpret_answer(const HttpAnswer& answer, std::size_t count);

}  // namespace flk
