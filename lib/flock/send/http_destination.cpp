// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/send/http_destination.hpp>

#include <map>
#include <nlohmann/json.hpp>

#include <flock/base/error.hpp>
#include <flock/send/gzip.hpp>

namespace flk {
namespace {

using nlohmann::json;

// The error_msg of an answer that is the gateway's own error object.
std::optional<std::string> error_message(const HttpAnswer& answer) {
  const auto tree = json::parse(answer.body, nullptr, false);
  if (!tree.is_object() || tree.value("error", json()) != true) {
    return std::nullopt;
  }
  const auto message = tree.value("error_msg", json());
  return message.is_string() ? message.get<std::string>() : std::string();
}

SubmitResult unexpected(const HttpAnswer& answer) {
  return {SubmitOutcome::try_again,
          {},
          "the answer is not a gateway's: status " +
              std::to_string(answer.status) + ", " +
              flk::quoted(answer.body, 80),
          answer.retry_after};
}

// A 200 counts only when it is a gateway's and speaks of all records, stored or
// rejected: a proxy or a captive portal must not swallow any.
SubmitResult interpret_success(const HttpAnswer& answer, std::size_t count) {
  const auto tree = json::parse(answer.body, nullptr, false);
  if (!tree.is_object() || tree.value("error", json()) != false) {
    return unexpected(answer);
  }
  std::map<std::size_t, std::string> rejected;  // by index, each once
  for (const auto& entry : tree.value("rejected", json::array())) {
    const auto index = entry.value("index", count);
    if (index >= count) return unexpected(answer);
    rejected[index] = entry.value("reason", "");
  }
  if (tree.value("processed_count", json()) != count - rejected.size()) {
    return unexpected(answer);
  }
  SubmitResult result{SubmitOutcome::answered, {}, {}, {}};
  for (auto& [index, reason] : rejected) {
    result.rejected.push_back({index, std::move(reason)});
  }
  return result;
}

SubmitResult interpret_failure(const HttpAnswer& answer) {
  const bool is_refused = answer.failure == HttpFailure::untrusted;
  return {is_refused ? SubmitOutcome::not_allowed : SubmitOutcome::try_again,
          {},
          answer.reason,
          {},
          !answer.may_have_been_sent};
}

}  // namespace

SubmitResult interpret_answer(const HttpAnswer& answer, std::size_t count) try {
  if (answer.failure != HttpFailure::none) return interpret_failure(answer);
  const auto message = error_message(answer);
  const auto status = std::to_string(answer.status);
  if (answer.status == 200) return interpret_success(answer, count);
  if (answer.status == 401 || answer.status == 403) {
    return {SubmitOutcome::not_allowed,
            {},
            "the gateway refuses this laptop's token (status " + status + ")",
            {}};
  }
  if (answer.status == 413) {
    return {SubmitOutcome::whole_refused, {}, "too large for the gateway", {}};
  }
  if ((answer.status == 400 || answer.status == 422) && message) {
    return {SubmitOutcome::whole_refused, {}, *message, {}};
  }
  if (answer.status == 429 || answer.status >= 500) {
    return {SubmitOutcome::try_again,
            {},
            "the gateway answers with status " + status,
            answer.retry_after};
  }
  return unexpected(answer);
} catch (const json::exception&) {
  // A member of another type than a gateway's.
  return unexpected(answer);
}

HttpDestination::HttpDestination(HttpClient client, std::string url,
                                 HttpCredentials credentials)
    : client_(std::move(client)),
      url_(std::move(url)),
      credentials_(std::move(credentials)) {}

SubmitResult HttpDestination::submit(const IdempotencyKey& key,
                                     const std::vector<std::string>& lines,
                                     Milliseconds patience) {
  std::string body;
  for (const auto& line : lines) {
    body += line;
    body += '\n';
  }
  body = gzip(body);
  HttpRequest request;
  request.method = "POST";
  request.url = url_ + "/submit";
  request.headers = {{"Content-Type", "application/x-ndjson"},
                     {"Content-Encoding", "gzip"},
                     {"Idempotency-Key", key.text()}};
  request.body = body;
  request.timeout = patience;
  request.credentials = &credentials_;
  return interpret_answer(client_.send(request), lines.size());
}

SubmitResult HttpDestination::ping() {
  HttpRequest request;
  request.url = url_ + "/ping";
  request.credentials = &credentials_;
  auto answer = client_.send(request);
  // A ping's answer counts nothing.
  const auto tree = json::parse(answer.body, nullptr, false);
  if (answer.failure == HttpFailure::none && answer.status == 200 &&
      tree.is_object() && tree.value("error", json()) == false) {
    return {SubmitOutcome::answered, {}, {}, {}};
  }
  return interpret_answer(answer, 0);
}

}  // namespace flk
