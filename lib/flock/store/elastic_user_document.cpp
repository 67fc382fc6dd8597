// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/store/elastic_user_document.hpp>

#include <flock/base/error.hpp>
#include <flock/elasticsearch/bulk.hpp>

namespace flk {
namespace users_detail {

void fail(const char* doing, const HttpAnswer& answer) {
  throw Error(ErrorKind::try_again, std::string("cannot ") + doing +
                                        " in index flock_users: the "
                                        "engine answers " +
                                        std::to_string(answer.status));
}

Json parse(const std::string& text) {
  try {
    return Json::parse(text);
  } catch (const Json::exception&) {
    throw Error(ErrorKind::try_again, "the engine's answer is not JSON");
  }
}

namespace {

Json list_of(const Json& user, const char* key) {
  return user.is_object() ? user.value(key, Json::array()) : Json::array();
}

}  // namespace

Json json_of(const User& user, const Json& before) {
  return {{"kind", "user"},
          {"user", user.name},
          {"name", user.display_name},
          {"token", user.token_hash},
          {"invite", user.invite_hash},
          {"created", user.created.count()},
          {"keys", list_of(before, "keys")},
          {"uses", uses_of(before)}};
}

User user_of(const Json& json) {
  return {json.value("user", ""), json.value("name", ""),
          json.value("token", ""), json.value("invite", ""),
          Milliseconds{json.value("created", std::int64_t{0})}};
}

bool is_deleted(const Json& json) { return json.value("deleted", false); }

Json uses_of(const Json& user) { return list_of(user, "uses"); }

void end_keys(Json& user, Milliseconds now) {
  for (auto& key : user["keys"]) {
    if (!key.contains("until")) key["until"] = now.count();
  }
}

void add_key_to(Json& user, const std::string& public_key, Milliseconds now) {
  user["keys"].push_back({{"public_key", public_key}, {"since", now.count()}});
}

}  // namespace users_detail

using namespace users_detail;  // NOLINT: of this file's own header

namespace {

// Any other 404 is not an engine's: "there is no such user" would be a lie.
bool is_missing(const HttpAnswer& answer) {
  if (answer.status != 404) return false;
  if (error_type(answer.body) == "index_not_found_exception") return true;
  const auto json = Json::parse(answer.body, nullptr, false);
  return json.is_object() && json.contains("found") && json["found"] == false;
}

// A user name may begin with _, and Elasticsearch 7 has paths of its own there:
// GET /flock_users/_doc/_search searches. It decodes only what stands for an
// id.
std::string in_path(const std::string& id) {
  return id.starts_with('_') ? "%5F" + id.substr(1) : id;
}

}  // namespace

std::optional<ElasticUsers::Document> ElasticUsers::get(const std::string& id) {
  const auto answer =
      client_.send("GET", std::string(kIndex) + "/_doc/" + in_path(id));
  if (is_missing(answer)) return std::nullopt;
  if (answer.status != 200) fail("look up a user", answer);
  auto json = parse(answer.body);
  return Document{id, std::move(json["_source"]),
                  json.value("_seq_no", std::int64_t{0}),
                  json.value("_primary_term", std::int64_t{0})};
}

bool ElasticUsers::put(const Document& document) {
  make_index();
  // Refreshed, so that a list made now has it.
  auto path = std::string(kIndex);
  if (document.seq_no) {
    path += "/_doc/" + in_path(document.id) +
            "?refresh=true&if_seq_no=" + std::to_string(*document.seq_no) +
            "&if_primary_term=" + std::to_string(document.primary_term);
  } else {
    path += "/_create/" + in_path(document.id) + "?refresh=true";
  }
  const auto answer = client_.send("PUT", path, document.source.dump());
  if (answer.status == 409) return false;
  if (answer.status != 200 && answer.status != 201) fail("write", answer);
  return true;
}

void ElasticUsers::make_index() {
  {
    const std::lock_guard lock{mutex_};
    if (index_made_) return;
  }
  // 400: it is there already. 403: an administrator must have made it; else the
  // engine makes it with the first document, and says so if it may not.
  const auto answer = client_.try_send("PUT", kIndex, kUsersIndex);
  if (answer.status != 200 && answer.status != 400 && answer.status != 403) {
    return;
  }
  const std::lock_guard lock{mutex_};
  index_made_ = true;
}

void ElasticUsers::each_document(
    const char* kind, const char* order,
    const std::function<void(const Document&)>& visit) {
  constexpr std::size_t kPage = 1000;
  Json query = {{"size", kPage},
                {"query", {{"term", {{"kind", kind}}}}},
                {"sort", Json::array({{{order, "asc"}}})}};
  while (true) {
    const auto answer =
        client_.send("POST", std::string(kIndex) + "/_search", query.dump());
    if (answer.status == 404) return;  // nobody has registered yet
    if (answer.status != 200) fail("search", answer);
    auto hits = parse(answer.body)["hits"]["hits"];
    for (auto& hit : hits) {
      query["search_after"] = hit["sort"];
      visit({hit.value("_id", ""), std::move(hit["_source"])});
    }
    if (hits.size() < kPage) return;
  }
}

}  // namespace flk
