// SPDX-License-Identifier: GPL-3.0-or-later
// A stand-in for OpenSearch: what the store asks of it, answered from memory
// over HTTP, documents byte for byte. Each index has two shards, so that pages
// end between equal sort values.

#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include <flock/store/filter.hpp>

#include "support/http_server.hpp"

namespace flk {

class FakeEngine {
 public:
  using Json = nlohmann::json;
  using Request = HttpServer::Request;
  using Reply = HttpServer::Reply;

  std::string url() const { return server_.url(""); }

  // Asked first; what it answers is the answer.
  std::function<std::optional<Reply>(const Request&)> intercept;
  // A document that holds this text is refused for its shape.
  std::string refused_text = "\"clash\"";
  std::size_t max_hits = 10000;  // more in one answer are too long

 private:
  struct Document {
    std::string id;
    std::string bytes;
    int seq_no;
  };
  using Index = std::vector<Document>;

  Reply answer(const Request& request) {
    if (intercept) {
      if (const auto reply = intercept(request)) return *reply;
    }
    const std::lock_guard lock{mutex_};
    const auto path = request.target.substr(0, request.target.find('?'));
    if (path == "/") {
      return {.body = R"({"version":{"distribution":"opensearch"}})"};
    }
    if (path == "/_bulk") return bulk(request.body);
    if (path == "/_search") return search(request.body);
    if (path.ends_with("/_msearch")) return search_many(request.body);
    if (path.starts_with("/flock-") && path.ends_with("/_search")) {
      return {.body = newest(Json::parse(request.body), path).dump()};
    }
    if (request.method == "DELETE" && indices_.erase(path.substr(1)) > 0) {
      return {.body = "{}"};
    }
    if (path == "/flock_users/_search") return search_users(request.body);
    // As Elasticsearch 7, whose paths may name a type.
    if (path.starts_with("/flock_users/_doc/_")) {
      return {.body = R"({"took":1,"hits":{"hits":[]}})"};
    }
    if (path.starts_with("/_cat/indices/")) return list(path.substr(14));
    if (path.find("/_doc/") != std::string::npos ||
        path.find("/_create/") != std::string::npos) {
      return document(request, path);
    }
    return {.body = R"({"pit_id":"p"})"};  // point in time, refresh, mappings
  }

  Document* find(Index& index, const std::string& id) {
    const auto found =
        std::find_if(index.begin(), index.end(),
                     [&](const Document& d) { return d.id == id; });
    return found == index.end() ? nullptr : &*found;
  }

  Reply bulk(const std::string& body) {
    Json items = Json::array();
    std::size_t at = 0;
    const auto line = [&] {
      const auto end = body.find('\n', at);
      const auto text = body.substr(at, end - at);
      at = end + 1;
      return text;
    };
    while (at < body.size()) {
      const auto parsed = Json::parse(line());
      if (parsed.contains("delete")) {
        const auto& gone = parsed["delete"];
        auto& index = indices_[gone["_index"]];
        std::erase_if(index, [&](const Document& document) {
          return document.id == gone["_id"];
        });
        items.push_back({{"delete", {{"status", 200}}}});
        continue;
      }
      const auto action = parsed["create"];
      items.push_back(
          {{"create", create(action["_index"], action["_id"], line())}});
    }
    return {.body = Json{{"items", items}}.dump()};
  }

  Json create(const std::string& index, const std::string& id,
              const std::string& bytes) {
    if (find(indices_[index], id) != nullptr) {
      return {{"status", 409}, {"error", {{"type", "version_conflict"}}}};
    }
    if (bytes.find(refused_text) != std::string::npos) {
      return {{"status", 400},
              {"error",
               {{"type", "mapper_parsing_exception"}, {"reason", "clash"}}}};
    }
    indices_[index].push_back({id, bytes, ++seq_no_});
    return {{"status", 201}};
  }

  static std::string parameter(const Request& request,
                               const std::string& name) {
    const auto begin = request.target.find(name + "=");
    if (begin == std::string::npos) return {};
    const auto value = begin + name.size() + 1;
    return request.target.substr(value,
                                 request.target.find('&', value) - value);
  }

  Reply document(const Request& request, const std::string& path) {
    auto& index = indices_[path.substr(1, path.find('/', 1) - 1)];
    auto id = path.substr(path.rfind('/') + 1);
    if (id.starts_with("%5F")) id.replace(0, 3, "_");
    auto* found = find(index, id);
    if (request.method == "GET") {
      if (found == nullptr) return {404, R"({"found":false})"};
      return {.body = "{\"_seq_no\":" + std::to_string(found->seq_no) +
                      ",\"_primary_term\":1,\"_source\":" + found->bytes + "}"};
    }
    const auto expected = parameter(request, "if_seq_no");
    if (expected.empty() != (found == nullptr) ||
        (found != nullptr && expected != std::to_string(found->seq_no))) {
      return {409, "{}"};
    }
    if (found == nullptr) {
      index.push_back({id, request.body, ++seq_no_});
      return {201, "{}"};
    }
    found->bytes = request.body;
    found->seq_no = ++seq_no_;
    return {200, "{}"};
  }

  Reply list(const std::string& pattern) {
    const IndexPatterns patterns{pattern};
    Json out = Json::array();
    for (const auto& [name, index] : indices_) {
      if (patterns.match(name)) {
        out.push_back(
            {{"index", name}, {"docs.count", std::to_string(index.size())}});
      }
    }
    return {.body = out.dump()};
  }

  static std::string field(const Json& source, std::string name) {
    if (name.ends_with(".keyword")) name.resize(name.size() - 8);
    const auto value = source.find(name);
    return value != source.end() && value->is_string()
               ? value->get<std::string>()
               : std::string();
  }

  static bool matches(const Json& query, const std::string& index,
                      const Document& document) {
    const auto all = [&](const Json& list) {
      return std::all_of(list.begin(), list.end(), [&](const Json& part) {
        return matches(part, index, document);
      });
    };
    const auto any = [&](const Json& list) {
      return std::any_of(list.begin(), list.end(), [&](const Json& part) {
        return matches(part, index, document);
      });
    };
    if (query.contains("bool")) {
      const auto& parts = query["bool"];
      return all(parts.value("filter", Json::array())) &&
             !any(parts.value("must_not", Json::array())) &&
             (!parts.contains("should") || any(parts["should"]));
    }
    if (query.contains("ids")) {
      const auto& ids = query["ids"]["values"];
      return std::find(ids.begin(), ids.end(), document.id) != ids.end();
    }
    const auto source = Json::parse(document.bytes);
    if (query.contains("term")) {
      const auto term = query["term"].begin();
      return (term.key() == "_index" ? index : field(source, term.key())) ==
             term.value();
    }
    const auto condition = query["range"].begin();
    const auto& range = condition.value();
    const auto time = field(source, condition.key());
    return !time.empty() && (!range.contains("gte") || time >= range["gte"]) &&
           (!range.contains("lt") || time < range["lt"]);
  }

  // Documents of two shards have the same numbers.
  Reply search(const std::string& body) {
    const auto query = Json::parse(body);
    const int after = query.contains("search_after")
                          ? query["search_after"][0].get<int>()
                          : -1;
    const auto size = query["size"].get<std::size_t>();
    std::vector<std::string> hits;
    for (const auto& [name, index] : indices_) {
      for (std::size_t i = 0; i < index.size() && hits.size() < size; ++i) {
        const int number = static_cast<int>(i / 2);
        if (number <= after || !matches(query["query"], name, index[i])) {
          continue;
        }
        hits.push_back("{\"_index\":\"" + name + "\",\"_id\":\"" + index[i].id +
                       "\",\"_source\":" + index[i].bytes + ",\"sort\":[" +
                       std::to_string(number) + "]}");
      }
    }
    if (hits.size() > max_hits) {
      return {.body = std::string(65 << 20, ' ')};
    }
    std::string text = "{\"pit_id\":\"p\",\"hits\":{\"hits\":[";
    for (std::size_t i = 0; i < hits.size(); ++i) {
      text += (i == 0 ? "" : ",") + hits[i];
    }
    return {.body = text + "]}}"};
  }

  // By @timestamp, the newest first.
  Json newest(const Json& query, const std::string& path) {
    const auto pattern = path.substr(1, path.find('/', 1) - 1);
    std::vector<std::pair<std::string, Json>> found;
    for (const auto& [name, index] : indices_) {
      if (!IndexPatterns{pattern}.match(name)) continue;
      for (const auto& document : index) {
        if (!matches(query["query"], name, document)) continue;
        const auto source = Json::parse(document.bytes);
        found.emplace_back(
            field(source, "@timestamp"),
            Json{{"_index", name}, {"_id", document.id}, {"_source", source}});
      }
    }
    std::stable_sort(
        found.begin(), found.end(),
        [](const auto& a, const auto& b) { return a.first > b.first; });
    Json hits = Json::array();
    for (const auto& [time, hit] : found) {
      if (hits.size() < query["size"]) hits.push_back(hit);
    }
    return {{"hits", {{"total", {{"value", found.size()}}}, {"hits", hits}}}};
  }

  Reply search_many(const std::string& body) {
    Json responses = Json::array();
    std::istringstream lines{body};
    std::string header;
    std::string query;
    while (std::getline(lines, header) && std::getline(lines, query)) {
      responses.push_back(newest(Json::parse(query), "/flock-*/"));
    }
    return {.body = Json{{"responses", responses}}.dump()};
  }

  Reply search_users(const std::string& body) {
    const auto query = Json::parse(body);
    const auto order = query["sort"][0].begin().key();
    std::map<std::string, Json> found;
    for (const auto& document : indices_["flock_users"]) {
      const auto source = Json::parse(document.bytes);
      if (source.value("kind", "") != query["query"]["term"]["kind"]) continue;
      const auto place = source[order].get<std::string>();
      found[place] = {{"_id", document.id},
                      {"_source", source},
                      {"sort", Json::array({place})}};
    }
    Json hits = Json::array();
    for (const auto& [place, hit] : found) {
      if (query.contains("search_after") && query["search_after"][0] >= place) {
        continue;
      }
      if (hits.size() < query["size"]) hits.push_back(hit);
    }
    return {.body = Json{{"hits", {{"hits", hits}}}}.dump()};
  }

  std::mutex mutex_;  // of what follows
  std::map<std::string, Index> indices_;
  int seq_no_ = 0;
  HttpServer server_{
      [this](const Request& request) { return answer(request); }};
};

}  // namespace flk
