// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/elasticsearch/client.hpp>

#include <flock/base/error.hpp>
#include <flock/base/fd.hpp>
#include <flock/base/file.hpp>
#include <flock/elasticsearch/bulk.hpp>
#include <flock/http/url.hpp>
#include <flock/record/json.hpp>

namespace flk {
namespace {

constexpr std::size_t kMaxKeyBytes = 1 << 20;

// Without the engine's reason, which may quote documents.
std::string status_text(const HttpAnswer& answer) {
  const auto type = error_type(answer.body);
  return "it answers " + std::to_string(answer.status) +
         (type.empty() ? "" : " " + quoted(type));
}

}  // namespace

ElasticClient::ElasticClient(const ElasticOptions& options)
    : url_(options.url) {
  load_credentials(options.credentials_file);
  http_host(url_);
  while (url_.ends_with('/')) url_.pop_back();
  http_.ca_file = options.ca_file;
  http_.certificate_file = options.certificate_file;
  http_.key_file = options.key_file;
  if (!options.certificate_file.empty()) {
    // libcurl's messages name no reason.
    open_for_reading(options.certificate_file);
    auto key = read_secret_file(options.key_file, kMaxKeyBytes);
    wipe(key);
  }
  http_.connect_timeout = Milliseconds{5000};
  http_.total_timeout = Milliseconds{60000};
  http_.max_answer_bytes = 64 << 20;
  http_.give_up = &given_up_;
}

ElasticClient::~ElasticClient() = default;

void ElasticClient::load_credentials(const std::string& file) {
  constexpr std::size_t kMaxBytes = 4096;
  constexpr std::string_view kApiKey = "ApiKey ";
  if (file.empty()) return;
  std::string text = read_secret_file(file, kMaxBytes);
  while (text.ends_with('\n') || text.ends_with('\r')) text.pop_back();
  const auto colon = text.find(':');
  const bool one_line = text.find('\n') == std::string::npos;
  if (one_line && text.starts_with(kApiKey)) {
    api_key_ = SecretBytes::copy_of(text);
  } else if (one_line && colon != std::string::npos) {
    credentials_ = std::make_unique<HttpCredentials>(HttpCredentials{
        text.substr(0, colon),
        SecretBytes::copy_of(std::string_view(text).substr(colon + 1))});
  } else {
    wipe(text);
    throw Error(ErrorKind::config,
                "cannot use credentials file " + quoted(file) +
                    ": it is neither one line USER:PASSWORD nor ApiKey KEY");
  }
  wipe(text);
}

HttpRequest ElasticClient::request_of(const std::string& method,
                                      const std::string& path,
                                      std::string_view body,
                                      std::string_view type) const {
  HttpRequest request;
  request.method = method;
  request.url = url_ + path;
  if (!body.empty()) {
    request.headers.emplace_back("Content-Type", std::string(type));
  }
  request.body = body;
  request.credentials = credentials_.get();
  if (!api_key_.view().empty()) {
    request.headers.emplace_back("Authorization", api_key_.view());
  }
  return request;
}

HttpAnswer ElasticClient::send(const HttpRequest& request) {
  auto client = take();
  auto answer = client->send(request);
  give_back(std::move(client));
  return answer;
}

HttpAnswer ElasticClient::try_send(const std::string& method,
                                   const std::string& path,
                                   std::string_view body,
                                   std::string_view type) {
  return send(request_of(method, path, body, type));
}

HttpAnswer ElasticClient::probe(const std::string& path) {
  constexpr Milliseconds kPatience{2000};
  auto request = request_of("GET", path, {}, {});
  request.timeout = kPatience;
  return send(request);
}

HttpAnswer ElasticClient::send(const std::string& method,
                               const std::string& path, std::string_view body,
                               std::string_view type) {
  auto answer = try_send(method, path, body, type);
  check(answer);
  return answer;
}

void ElasticClient::check(const HttpAnswer& answer) const {
  const auto message = "cannot use the engine at " + quoted(url_) + ": ";
  if (answer.failure != HttpFailure::none) {
    const auto kind = answer.failure == HttpFailure::untrusted
                          ? ErrorKind::refused
                          : ErrorKind::try_again;
    throw Error(kind, message + answer.reason);
  }
  if (answer.status == 401 || answer.status == 403) {
    throw Error(ErrorKind::refused, message + status_text(answer));
  }
  if (answer.status == 429 || answer.status >= 500) {
    throw Error(ErrorKind::try_again, message + status_text(answer));
  }
}

bool ElasticClient::is_opensearch() {
  {
    const std::lock_guard lock{mutex_};
    if (opensearch_) return *opensearch_;
  }
  const auto answer = send("GET", "/");
  JsonParser parser;
  const auto object = parser.parse(answer.body);
  const auto version = object ? object->find("version") : std::nullopt;
  if (!version) {
    throw Error(ErrorKind::config,
                "cannot use the engine at " + quoted(url_) +
                    ": it is neither Elasticsearch nor OpenSearch");
  }
  const auto distribution = version->find("distribution");
  const std::lock_guard lock{mutex_};
  opensearch_ = distribution && distribution->equals("opensearch");
  return *opensearch_;
}

std::unique_ptr<HttpClient> ElasticClient::take() {
  const std::lock_guard lock{mutex_};
  if (idle_.empty()) return std::make_unique<HttpClient>(http_);
  auto client = std::move(idle_.back());
  idle_.pop_back();
  return client;
}

void ElasticClient::give_back(std::unique_ptr<HttpClient> client) {
  const std::lock_guard lock{mutex_};
  idle_.push_back(std::move(client));
}

}  // namespace flk
