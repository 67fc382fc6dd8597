// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/elasticsearch/client.hpp>

#include <flock/base/error.hpp>
#include <flock/base/file.hpp>
#include <flock/elasticsearch/bulk.hpp>
#include <flock/http/url.hpp>
#include <flock/record/json.hpp>

namespace flk {
namespace {

std::unique_ptr<HttpCredentials> load_credentials(const std::string& file) {
  constexpr std::size_t kMaxBytes = 4096;
  if (file.empty()) return nullptr;
  std::string text = read_secret_file(file, kMaxBytes);
  while (text.ends_with('\n') || text.ends_with('\r')) text.pop_back();
  const auto colon = text.find(':');
  if (colon == std::string::npos || text.find('\n') != std::string::npos) {
    wipe(text);
    throw Error(ErrorKind::config, "cannot use credentials file " +
                                       quoted(file) +
                                       ": it is not one line USER:PASSWORD");
  }
  auto credentials = std::make_unique<HttpCredentials>(HttpCredentials{
      text.substr(0, colon),
      SecretBytes::copy_of(std::string_view(text).substr(colon + 1))});
  wipe(text);
  return credentials;
}

// Without the engine's reason, which may quote documents.
std::string status_text(const HttpAnswer& answer) {
  const auto type = error_type(answer.body);
  return "it answers " + std::to_string(answer.status) +
         (type.empty() ? "" : " " + quoted(type));
}

}  // namespace

ElasticClient::ElasticClient(const ElasticOptions& options)
    : url_(options.url),
      credentials_(load_credentials(options.credentials_file)) {
  http_host(url_);
  while (url_.ends_with('/')) url_.pop_back();
  http_.ca_file = options.ca_file;
  http_.connect_timeout = Milliseconds{5000};
  http_.total_timeout = Milliseconds{60000};
  http_.max_answer_bytes = 64 << 20;
}

ElasticClient::~ElasticClient() = default;

HttpAnswer ElasticClient::try_send(const std::string& method,
                                   const std::string& path,
                                   std::string_view body,
                                   std::string_view type) {
  HttpRequest request;
  request.method = method;
  request.url = url_ + path;
  if (!body.empty()) {
    request.headers.emplace_back("Content-Type", std::string(type));
  }
  request.body = body;
  request.credentials = credentials_.get();
  auto client = take();
  auto answer = client->send(request);
  give_back(std::move(client));
  return answer;
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
