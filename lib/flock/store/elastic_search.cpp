// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/store/elastic_search.hpp>

#include <flock/base/error.hpp>
#include <flock/base/json_text.hpp>
#include <flock/elasticsearch/bulk.hpp>

namespace flk {
namespace {

constexpr const char* kKeepAlive = "5m";

}  // namespace

void fail_to_read(const HttpAnswer& answer) {
  throw Error(ErrorKind::try_again, "cannot read from the engine: it answers " +
                                        std::to_string(answer.status) + " " +
                                        quoted(error_type(answer.body)));
}

HttpAnswer ask(ElasticClient& client, const std::string& method,
               const std::string& path, const std::string& body) {
  auto answer = client.send(method, path, body);
  if (answer.status != 200) fail_to_read(answer);
  return answer;
}

JsonValue parsed(JsonParser& parser, const HttpAnswer& answer) {
  const auto json = parser.parse(answer.body);
  if (!json) {
    throw Error(ErrorKind::try_again,
                "cannot read the engine's answer: " + parser.error());
  }
  return *json;
}

PointInTime::PointInTime(ElasticClient& client, const std::string& pattern)
    : client_(client), opensearch_(client.is_opensearch()) {
  const auto path = "/" + pattern +
                    (opensearch_ ? "/_search/point_in_time" : "/_pit") +
                    "?keep_alive=" + kKeepAlive;
  const auto answer = ask(client_, "POST", path);
  JsonParser parser;
  const auto id = parsed(parser, answer).find(opensearch_ ? "pit_id" : "id");
  if (!id) fail_to_read(answer);
  id_ = std::string(id->raw());
}

PointInTime::~PointInTime() {
  // The engine ends it by itself if this fails.
  try {
    if (opensearch_) {
      client_.try_send("DELETE", "/_search/point_in_time",
                       "{\"pit_id\":[" + id_ + "]}");
    } else {
      client_.try_send("DELETE", "/_pit", "{\"id\":" + id_ + "}");
    }
  } catch (const Error&) {
  }
}

std::string PointInTime::search(std::size_t size) const {
  return "{\"pit\":{\"id\":" + id_ + ",\"keep_alive\":\"" + kKeepAlive +
         "\"},\"track_total_hits\":false,\"size\":" + std::to_string(size);
}

void PointInTime::follow(const JsonValue& answer) {
  if (const auto id = answer.find("pit_id")) id_ = std::string(id->raw());
}

std::string term(std::string_view field, std::string_view value) {
  return "{\"term\":{" + json_string(field) + ":" + json_string(value) + "}}";
}

}  // namespace flk
