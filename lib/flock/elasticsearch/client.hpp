// SPDX-License-Identifier: GPL-3.0-or-later
// Requests to an engine: Elasticsearch or OpenSearch. For several threads at
// once, each with a connection of its own that is kept alive.

#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include <flock/http/client.hpp>

namespace flk {

struct ElasticOptions {
  std::string url;      // https://engine:9200
  std::string ca_file;  // PEM; empty: the system's CAs
  // One line USER:PASSWORD, or ApiKey KEY as the engine gives it out; empty:
  // none.
  std::string credentials_file;
  std::string certificate_file = {};  // to show, with key_file; PEM
  std::string key_file = {};
};

class ElasticClient {
 public:
  // Throws Error (config) where a file or the URL is not as it must be.
  explicit ElasticClient(const ElasticOptions& options);
  ~ElasticClient();

  // The answer, whatever its status but 401, 403, 429 and 5xx. Throws Error:
  // refused where the engine will not have us, try_again where it is away or
  // asks to wait.
  HttpAnswer send(const std::string& method, const std::string& path,
                  std::string_view body = {},
                  std::string_view type = "application/json");

  // The answer, whatever it is.
  HttpAnswer try_send(const std::string& method, const std::string& path,
                      std::string_view body = {},
                      std::string_view type = "application/json");

  // To a question whose answer is of no use later: waits for 2 s at most.
  HttpAnswer probe(const std::string& path);

  // Throws what send() would for this answer.
  void check(const HttpAnswer& answer) const;

  // Breaks off what is under way, in whichever thread; nothing more begins.
  void give_up() { given_up_ = true; }

  // Whether it is OpenSearch; asked once.
  bool is_opensearch();

 private:
  HttpRequest request_of(const std::string& method, const std::string& path,
                         std::string_view body, std::string_view type) const;
  HttpAnswer send(const HttpRequest& request);
  std::unique_ptr<HttpClient> take();
  void give_back(std::unique_ptr<HttpClient> client);

  std::string url_;
  void load_credentials(const std::string& file);

  std::atomic<bool> given_up_ = false;
  HttpClientOptions http_;
  std::unique_ptr<HttpCredentials> credentials_;
  SecretBytes api_key_;  // the Authorization header's value; may be empty
  std::mutex mutex_;     // of what follows
  std::vector<std::unique_ptr<HttpClient>> idle_;
  std::optional<bool> opensearch_;
};

}  // namespace flk
