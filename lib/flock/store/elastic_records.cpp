// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/store/elastic_records.hpp>

#include <algorithm>
#include <nlohmann/json.hpp>

#include <flock/base/error.hpp>
#include <flock/elasticsearch/bulk.hpp>
#include <flock/store/index_name.hpp>

namespace flk {
namespace {

using Json = nlohmann::json;

constexpr const char* kRecords = "/flock-*";

Json ask(ElasticClient& client, const char* doing, const std::string& method,
         const std::string& path, const std::string& body = {},
         std::string_view type = "application/json") {
  const auto answer = client.send(method, path, body, type);
  const auto json = Json::parse(answer.body, nullptr, false);
  if (answer.status != 200 || json.is_discarded()) {
    throw Error(ErrorKind::try_again, std::string("cannot ") + doing +
                                          ": the engine answers " +
                                          std::to_string(answer.status) + " " +
                                          flk::quoted(error_type(answer.body)));
  }
  return json;
}

// The newest record of what `filter` finds, and how many there are.
std::string newest_of(const Json& filter) {
  const Json query = {{"size", 1},
                      {"track_total_hits", true},
                      {"query", {{"bool", {{"filter", filter}}}}},
                      {"sort", Json::array({{{"@timestamp",
                                              {{"order", "desc"},
                                               {"unmapped_type", "date"},
                                               {"missing", "_last"}}}}})}};
  return "{}\n" + query.dump() + "\n";
}

Json term(const std::string& field, const std::string& value) {
  return {{"term", {{field, value}}}};
}

std::string os_version_of(const Json& hits) {
  if (hits.empty()) return {};
  const auto columns = hits[0]["_source"].value("columns", Json::object());
  if (!columns.is_object()) return {};
  std::string out;
  for (const auto* key : {"name", "version"}) {
    const auto value = columns.find(key);
    if (value == columns.end() || !value->is_string()) continue;
    if (!out.empty()) out += ' ';
    out += value->get<std::string>();
  }
  return out;
}

UserActivity activity_of(const Json& all, const Json& os) {
  UserActivity activity;
  activity.records = all["hits"]["total"].value("value", std::uint64_t{0});
  const auto& newest = all["hits"]["hits"];
  if (!newest.empty()) {
    activity.last_seen =
        parse_rfc3339(newest[0]["_source"].value("@timestamp", ""));
  }
  activity.os_version = os_version_of(os["hits"]["hits"]);
  return activity;
}

// Deletes these hits; throws where one could not be.
void delete_hits(ElasticClient& client, const Json& hits) {
  std::string body;
  for (const auto& hit : hits) {
    append_delete(body, hit.value("_index", ""), hit.value("_id", ""));
  }
  const auto answer =
      client.send("POST", std::string(kBulkPath), body, kBulkType);
  const auto items = parse_bulk_answer(answer.body, hits.size());
  if (!items) {
    throw Error(ErrorKind::try_again,
                "cannot delete records: the engine "
                "answers " +
                    std::to_string(answer.status));
  }
  for (const auto& item : *items) {
    if (item.status == 200 || item.status == 404) continue;
    throw Error(ErrorKind::try_again,
                "cannot delete records: the engine answers " +
                    std::to_string(item.status) + " " + flk::quoted(item.type));
  }
}

std::uint64_t delete_found(ElasticClient& client, const std::string& indices,
                           const Json& filter) {
  const Json query = {{"size", 1000},
                      {"_source", false},
                      {"query", {{"bool", {{"filter", filter}}}}}};
  std::uint64_t deleted = 0;
  while (true) {
    // What was deleted is found until then.
    client.send("POST", indices + "/_refresh?ignore_unavailable=true");
    const auto answer =
        ask(client, "search records", "POST",
            indices + "/_search?ignore_unavailable=true", query.dump());
    const auto& hits = answer["hits"]["hits"];
    if (hits.empty()) return deleted;
    delete_hits(client, hits);
    deleted += hits.size();
  }
}

std::uint64_t delete_index(ElasticClient& client, const std::string& name) {
  const auto answer = client.send("DELETE", "/" + name);
  if (answer.status == 200 || answer.status == 404) return 0;
  throw Error(ErrorKind::try_again, "cannot delete index " + flk::quoted(name) +
                                        ": the engine answers " +
                                        std::to_string(answer.status));
}

[[noreturn]] void fail_closed(const std::string& index, std::uint64_t deleted) {
  throw Error(ErrorKind::try_again,
              "cannot prune index " + flk::quoted(index) +
                  ": it is closed (all others are pruned, " +
                  std::to_string(deleted) + " records deleted)",
              "open it: POST /" + index + "/_open");
}

// A closed index does not say.
std::uint64_t count_of(const Json& index) {
  const auto count = index.find("docs.count");
  if (count == index.end() || !count->is_string()) return 0;
  return std::stoull(count->get<std::string>());
}

}  // namespace

std::map<std::string, UserActivity> engine_activity(
    ElasticClient& client, const std::vector<std::string>& users) {
  constexpr std::size_t kAtOnce = 100;
  std::map<std::string, UserActivity> out;
  for (std::size_t i = 0; i < users.size(); i += kAtOnce) {
    const auto end = std::min(users.size(), i + kAtOnce);
    std::string body;
    for (auto n = i; n < end; ++n) {
      const auto user = term("username.keyword", users[n]);
      body += newest_of(Json::array({user}));
      body +=
          newest_of(Json::array({user, term("name.keyword", "os_version")}));
    }
    const auto answer =
        ask(client, "search records", "POST",
            std::string(kRecords) + "/_msearch", body, kBulkType);
    for (auto n = i; n < end; ++n) {
      const auto& all = answer.at("responses").at(2 * (n - i));
      const auto& os = answer.at("responses").at(2 * (n - i) + 1);
      if (!all.contains("hits") || !os.contains("hits")) continue;
      const auto activity = activity_of(all, os);
      if (activity.records > 0) out[users[n]] = activity;
    }
  }
  return out;
}

std::uint64_t delete_from_engine(ElasticClient& client,
                                 const std::string& user) {
  return delete_found(client, kRecords,
                      Json::array({term("username.keyword", user)}));
}

std::uint64_t prune_engine(ElasticClient& client, Milliseconds before) {
  // Else the newest records are not counted.
  client.send("POST", std::string(kRecords) + "/_refresh");
  const auto indices = ask(client, "list the indices", "GET",
                           std::string("/_cat/indices") + kRecords +
                               "?h=index,status,docs.count&format=json");
  std::uint64_t deleted = 0;
  std::string closed;
  for (const auto& index : indices) {
    const auto name = index.value("index", "");
    if (depends_on_arrival(name)) {
      if (index.value("status", "") == "close") {
        closed = name;
        continue;
      }
      deleted += delete_found(
          client, "/" + name,
          Json::array(
              {{{"range",
                 {{"event.ingested", {{"lt", format_rfc3339(before)}}}}}}}));
      continue;
    }
    const auto end = end_of_index(name);
    if (!end || *end > before) continue;
    deleted += count_of(index);
    delete_index(client, name);
  }
  if (!closed.empty()) fail_closed(closed, deleted);
  return deleted;
}

}  // namespace flk
