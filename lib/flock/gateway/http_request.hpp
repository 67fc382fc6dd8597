// SPDX-License-Identifier: GPL-3.0-or-later
// A request as Beast reads it, and what the gateway takes of it. Included by
// server.cpp alone, see connection.hpp.

#pragma once

#include <algorithm>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/buffers_range.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/parser.hpp>
#include <iterator>
#include <optional>
#include <string>

#include <flock/gateway/message.hpp>
#include <flock/gateway/target.hpp>

namespace flk::server_detail {

namespace http = boost::beast::http;
using boost::asio::ip::tcp;
using boost::system::error_code;

// A body that takes memory as it comes: Beast's own believes Content-Length.
struct GrowingBody {
  using value_type = std::string;
  class reader {
   public:
    template <bool kIsRequest, typename Fields>
    reader(http::header<kIsRequest, Fields>&, value_type& body) : body_(body) {}
    void init(const boost::optional<std::uint64_t>& length, error_code& error) {
      if (length) length_ = static_cast<std::size_t>(*length);
      error = {};
    }
    template <typename Buffers>
    std::size_t put(const Buffers& buffers, error_code& error) {
      make_room(boost::beast::buffer_bytes(buffers));
      std::size_t size = 0;
      for (const auto buffer : boost::beast::buffers_range_ref(buffers)) {
        body_.append(static_cast<const char*>(buffer.data()), buffer.size());
        size += buffer.size();
      }
      error = {};
      return size;
    }
    void finish(error_code& error) { error = {}; }

   private:
    // Much at once, but no more than was sent already gives a claim to.
    void make_room(std::size_t more) {
      constexpr std::size_t kLeast = 64 << 10;
      const auto size = body_.size() + more;
      if (size <= body_.capacity()) return;
      body_.reserve(
          std::min(std::max(kLeast, 4 * size), std::max(length_, size)));
    }

    value_type& body_;
    std::size_t length_ = 0;
  };
};

using Parser = http::request_parser<GrowingBody>;

inline std::string text_of(boost::beast::string_view text) {
  return {text.data(), text.size()};
}

// A header that may come in several lines, RFC 9110 section 5.3: a proxy that
// adds one of its own leaves the client's in front of it.
inline std::string joined(const http::request_header<>& header,
                          boost::beast::string_view name) {
  std::string out;
  const auto lines = header.equal_range(name);
  for (auto line = lines.first; line != lines.second; ++line) {
    if (!out.empty()) out += ',';
    out += text_of(line->value());
  }
  return out;
}

inline std::string address_of(const tcp::socket& socket) {
  error_code error;
  const auto endpoint = socket.remote_endpoint(error);
  return error ? std::string() : endpoint.address().to_string();
}

// All but the body.
inline GatewayRequest request_of(const Parser& parser) {
  const auto& message = parser.get();
  GatewayRequest request;
  request.method = text_of(message.method_string());
  const auto target = message.target();
  request.target = origin_form({target.data(), target.size()});
  request.authorization = text_of(message[http::field::authorization]);
  request.content_type = text_of(message[http::field::content_type]);
  request.content_encoding = text_of(message[http::field::content_encoding]);
  request.idempotency_key = text_of(message["Idempotency-Key"]);
  request.forwarded_for = joined(message, "X-Forwarded-For");
  return request;
}

inline constexpr const char* kNoHttp = "a request is not of HTTP/1.1";
inline constexpr const char* kThisIsNoHttp = "This is not an HTTP/1.1 request";
inline constexpr unsigned kHttp11 = 11;

// The answer to a request that cannot be read.
inline GatewayAnswer answer_to(const error_code& error,
                               std::size_t max_body_bytes) {
  if (error == http::error::body_limit) return body_too_long(max_body_bytes);
  if (error == http::error::header_limit) {
    return failure(431, "The header is too long");
  }
  return bad_request(kThisIsNoHttp);
}

// Whoever is in front of us may see another end of a request than we do, and
// pass the rest of its body as a request of somebody else: RFC 9112 section
// 6.1. Beast takes a coding that it does not know as none.
inline std::optional<GatewayAnswer> fault_of_framing(
    const http::request_header<>& header) {
  const auto codings = header.equal_range(http::field::transfer_encoding);
  if (codings.first == codings.second) return std::nullopt;
  if (std::next(codings.first) != codings.second ||
      header.count(http::field::content_length) > 0 ||
      header.version() < kHttp11) {
    return bad_request(kThisIsNoHttp);
  }
  if (!boost::beast::iequals(codings.first->value(), "chunked")) {
    return failure(501, "The Transfer-Encoding must be chunked");
  }
  return std::nullopt;
}

// What the header alone is refused for. RFC 9112 section 3.2: a proxy in front
// of us may go by another of two hosts than we do.
inline std::optional<GatewayAnswer> fault_of_header(
    const http::request_header<>& header) {
  const auto hosts = header.count(http::field::host);
  if (hosts > 1 || (hosts == 0 && header.version() >= kHttp11)) {
    return bad_request(kThisIsNoHttp);
  }
  return fault_of_framing(header);
}

}  // namespace flk::server_detail
