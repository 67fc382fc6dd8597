// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/gateway/message.hpp>

#include <flock/base/json_text.hpp>
#include <flock/base/utf8.hpp>

namespace flk {
namespace {

const char* reason_phrase(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 413:
      return "Content Too Large";
    case 415:
      return "Unsupported Media Type";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 501:
      return "Not Implemented";
    case 503:
      return "Service Unavailable";
    default:
      return "Internal Server Error";
  }
}

}  // namespace

GatewayAnswer success(std::string_view members) {
  std::string body = "{\"error\":false";
  if (!members.empty()) body += ',';
  body += members;
  body += "}\n";
  return {200, std::move(body)};
}

GatewayAnswer failure(int status, std::string_view error_msg) {
  return {status, "{\"error\":true,\"error_msg\":" +
                      json_string(to_utf8(error_msg)) + "}\n"};
}

GatewayAnswer unauthorized() { return {401, "{}\n"}; }

GatewayAnswer body_too_long(std::size_t max_body_bytes) {
  return failure(413, "The body must have at most " +
                          std::to_string(max_body_bytes) + " bytes");
}

GatewayAnswer unavailable() {
  constexpr Seconds kRetryAfter{5};
  auto answer =
      failure(503, "The server cannot store this right now, try again later");
  answer.retry_after = kRetryAfter;
  return answer;
}

GatewayAnswer too_many(Seconds retry_after) {
  auto answer = failure(429, "These are too many requests, try again later");
  answer.retry_after = retry_after;
  return answer;
}

std::string http_text(const GatewayAnswer& answer, const AnswerFrame& frame) {
  std::string out = "HTTP/1.1 " + std::to_string(answer.status) + " ";
  out += reason_phrase(answer.status);
  out +=
      "\r\nContent-Type: application/json\r\nCache-Control: no-store"
      "\r\nContent-Length: " +
      std::to_string(answer.body.size());
  if (answer.retry_after) {
    out += "\r\nRetry-After: " + std::to_string(answer.retry_after->count());
  }
  if (!answer.allow.empty()) out += "\r\nAllow: " + answer.allow;
  if (!frame.keep) {
    out += "\r\nConnection: close";
  } else if (frame.version == 10) {
    out += "\r\nConnection: keep-alive";
  }
  out += "\r\n\r\n";
  if (frame.with_body) out += answer.body;
  return out;
}

}  // namespace flk
