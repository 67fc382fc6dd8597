// SPDX-License-Identifier: GPL-3.0-or-later
// The one HTTP client, on libcurl: keep-alive, time-outs, TLS by our CA or the
// system's. Redirects are not followed, proxies of the environment are.

#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <flock/base/clock.hpp>
#include <flock/base/secret.hpp>

namespace flk {

// User name and password, for Basic authentication (RFC 7617).
struct HttpCredentials {
  std::string user;
  SecretBytes password;
};

struct HttpClientOptions {
  std::string ca_file;  // PEM; empty: the system's CAs
  // A certificate to show, with key_file; both PEM, both empty: none.
  std::string certificate_file = {};
  std::string key_file = {};
  Milliseconds connect_timeout{10000};
  Milliseconds total_timeout{60000};  // of one request, answer included
  std::size_t max_answer_bytes = 16 << 20;
  std::string user_agent;
  // Once true, what is under way is broken off within a second or two, and
  // nothing more begins. Must outlive the client.
  const std::atomic<bool>* give_up = nullptr;
};

struct HttpRequest {
  std::string method = "GET";
  std::string url;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string_view body;                         // must outlive send()
  const HttpCredentials* credentials = nullptr;  // likewise
  // Where shorter than the client's total_timeout.
  std::optional<Milliseconds> timeout = {};
};

enum class HttpFailure {
  none,         // there is an answer, whatever its status
  unreachable,  // no connection, broken off, timed out: try again
  untrusted,    // one side's certificate is not one that the other trusts
  unusable,     // not an HTTP answer, or longer than max_answer_bytes
};

struct HttpAnswer {
  HttpFailure failure = HttpFailure::none;
  std::string reason;  // why, for a message; empty with HttpFailure::none
  // False where it is certain that no byte of the request was sent.
  bool may_have_been_sent = true;
  int status = 0;
  std::string body;
  std::optional<Seconds> retry_after;  // the header, as delta-seconds
};

class HttpClient {
 public:
  explicit HttpClient(HttpClientOptions options);
  HttpClient(HttpClient&&) noexcept;
  HttpClient& operator=(HttpClient&&) noexcept;
  ~HttpClient();

  // One attempt. Throws Error (config) where the URL is none.
  HttpAnswer send(const HttpRequest& request);

  // The certificates that the server shows in its handshake, as PEM, leaf
  // first, unverified; nothing else is sent. For comparing with an invite's
  // hash. Throws Error (try_again) when there is no handshake.
  std::vector<std::string> served_certificates(const std::string& url);

 private:
  struct Handle;
  HttpClientOptions options_;
  std::unique_ptr<Handle> handle_;  // one connection, kept alive
};

}  // namespace flk
