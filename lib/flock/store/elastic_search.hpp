// SPDX-License-Identifier: GPL-3.0-or-later
// Searches in an engine at one point in time.

#pragma once

#include <string>
#include <string_view>

#include <flock/elasticsearch/client.hpp>
#include <flock/record/json.hpp>

namespace flk {

// Throws Error (try_again) for an answer that is none of use.
[[noreturn]] void fail_to_read(const HttpAnswer& answer);
// The answer, which is 200. Throws Error.
HttpAnswer ask(ElasticClient& client, const std::string& method,
               const std::string& path, const std::string& body = {});
// The answer's body; valid as long as both. Throws Error (try_again).
JsonValue parsed(JsonParser& parser, const HttpAnswer& answer);
// The query for documents with that value.
std::string term(std::string_view field, std::string_view value);

// A snapshot of all indices at once, given back in the end.
class PointInTime {
 public:
  // Of the indices of `pattern`. Throws Error.
  PointInTime(ElasticClient& client, const std::string& pattern);
  PointInTime(const PointInTime&) = delete;
  PointInTime& operator=(const PointInTime&) = delete;
  ~PointInTime();

  // The start of a search's body.
  std::string search(std::size_t size) const;
  // An engine may give another id with each answer.
  void follow(const JsonValue& answer);

 private:
  ElasticClient& client_;
  bool opensearch_;
  std::string id_;  // JSON text
};

}  // namespace flk
