// SPDX-License-Identifier: GPL-3.0-or-later
// Requests and answers, as the service sees them: no sockets, no HTTP library.

#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include <flock/base/clock.hpp>
#include <flock/store/user.hpp>

namespace flk {

struct GatewayRequest {
  std::string method;
  std::string target;  // path and query
  std::string authorization;
  std::string content_type;
  std::string content_encoding;
  std::string idempotency_key;
  std::string forwarded_for;  // the header
  std::string peer;           // the address at the other end
  std::string body;
  std::optional<User> user;  // whose credentials were shown; of Admission
  Milliseconds admitted{};   // likewise
};

struct GatewayAnswer {
  int status = 200;
  std::string body;  // JSON, ended by LF; may be empty
  std::optional<Seconds> retry_after = {};
  std::string allow = {};  // the path's methods, with OPTIONS and 405
};

// Called once, from any thread.
using Respond = std::function<void(GatewayAnswer)>;

// What becomes of a request, decided by its header alone.
struct Admission {
  // There already, whatever the body holds, which is not read then.
  std::optional<GatewayAnswer> answer;
  std::optional<User> user = {};
  std::size_t max_body_bytes = 0;
  // Whose part of the memory for bodies it takes; empty: nobody's, since it is
  // no more than any connection costs.
  std::string account = {};
  Milliseconds when{};  // by the steady clock
};
using Decide = std::function<void(Admission)>;

// {"error":false,MEMBERS}; `members` is JSON text with keys behind "error" in
// the alphabet, or empty.
GatewayAnswer success(std::string_view members = {});

// The predecessor's error object.
GatewayAnswer failure(int status, std::string_view error_msg);

inline GatewayAnswer bad_request(std::string_view error_msg) {
  return failure(400, error_msg);
}

// 401 as the predecessor has it: an empty object, no WWW-Authenticate.
GatewayAnswer unauthorized();

// 413 of a body, packed or unpacked.
GatewayAnswer body_too_long(std::size_t max_body_bytes);

// 503: the same request may be sent again after a while.
GatewayAnswer unavailable();

// 429, and when to come back.
GatewayAnswer too_many(Seconds retry_after);

// What an answer needs to know of its request.
struct AnswerFrame {
  bool with_body = true;  // not with HEAD
  bool keep = true;       // the connection
  unsigned version = 11;  // 10: HTTP/1.0
};

// The answer as it goes over the wire, RFC 9112.
std::string http_text(const GatewayAnswer& answer, const AnswerFrame& frame);

}  // namespace flk
