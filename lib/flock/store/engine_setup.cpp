// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/store/engine_setup.hpp>

#include <nlohmann/json.hpp>

#include <flock/base/error.hpp>
#include <flock/elasticsearch/bulk.hpp>
#include <flock/store/elastic_users.hpp>

namespace flk {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kIsm = "/_plugins/_ism/";

Json text_with_keyword() {
  return {
      {"type", "text"},
      {"fields", {{"keyword", {{"type", "keyword"}, {"ignore_above", 256}}}}}};
}

Json kept_only() {
  return {{"type", "keyword"}, {"index", false}, {"doc_values", false}};
}

// Whatever the type of a column's first value: text, so that nobody's row
// decides for those of others. An object is no text: its row alone is refused,
// and maps nothing.
Json columns_as_text() {
  Json templates = Json::array();
  for (const auto* member : {"columns", "decorations"}) {
    for (const auto* type : {"string", "long", "double", "boolean", "object"}) {
      templates.push_back({{std::string(member) + "_" + type,
                            {{"path_match", std::string(member) + ".*"},
                             {"match_mapping_type", type},
                             {"mapping", text_with_keyword()}}}});
    }
  }
  return templates;
}

Json properties() {
  const Json whole_number = {{"type", "long"}, {"ignore_malformed", true}};
  Json out = {{"@timestamp", {{"type", "date"}}},
              {"event", {{"properties", {{"ingested", {{"type", "date"}}}}}}},
              {"unixTime", whole_number},
              {"timestamp", whole_number},
              {"epoch", whole_number},
              {"counter", whole_number},
              {"columns", {{"type", "object"}, {"dynamic", true}}},
              {"decorations", {{"type", "object"}, {"dynamic", true}}},
              {"snapshot", {{"type", "object"}, {"enabled", false}}},
              {"diffResults", {{"type", "object"}, {"enabled", false}}},
              {"raw", {{"type", "text"}, {"index", false}}}};
  for (const auto* name :
       {"name", "hostIdentifier", "username", "user_name", "action",
        "calendarTime", "type", "reason", "twig_ids"}) {
    out[name] = text_with_keyword();
  }
  out["flock"] = {{"dynamic", false},
                  {"properties",
                   {{"stream", {{"type", "keyword"}}},
                    {"seq", whole_number},
                    {"cursor", {{"type", "keyword"}}},
                    {"rules", {{"type", "keyword"}}},
                    {"policy", {{"type", "keyword"}}},
                    {"prev", kept_only()},
                    {"sig", kept_only()}}}};
  return out;
}

// The indices that end as a whole. flock-undated and flock-refused never do:
// prune deletes their old records. An engine knows when an index was made only,
// a day before its day at the earliest (--max-future): behind the end of its
// day or month it lives as long as prune would let it.
struct Ending {
  const char* name;  // of policy and template
  const char* pattern;
  std::chrono::days longest;  // from when it is made to the end of its time
};

constexpr Ending kDays{"flock-days", "flock-2*", std::chrono::days{2}};
constexpr Ending kMonths{"flock-agent", "flock-agent-*", std::chrono::days{32}};

SetupStep template_step(const char* name, const char* pattern, int priority,
                        bool with_lifecycle) {
  Json settings = {{"index.translog.durability", "request"},
                   {"index.mapping.total_fields.limit", 2000},
                   {"index.mapping.depth.limit", 20}};
  if (with_lifecycle) settings["index.lifecycle.name"] = name;
  const Json body = {{"index_patterns", {pattern}},
                     {"priority", priority},
                     {"template",
                      {{"settings", settings},
                       {"mappings",
                        // What is not named is kept, and not searched: its
                        // type would be up to the first who sends it.
                        {{"dynamic", false},
                         {"date_detection", false},
                         {"dynamic_templates", columns_as_text()},
                         {"properties", properties()}}}}}};
  return {"index template", "PUT", std::string("/_index_template/") + name,
          body.dump()};
}

std::string min_age(const Ending& ending, Milliseconds keep) {
  return format_duration(keep + ending.longest);
}

SetupStep elasticsearch_lifecycle(const Ending& ending, Milliseconds keep) {
  const Json body = {{"policy",
                      {{"phases",
                        {{"hot", {{"actions", Json::object()}}},
                         {"delete",
                          {{"min_age", min_age(ending, keep)},
                           {"actions", {{"delete", Json::object()}}}}}}}}}};
  return {"lifecycle policy", "PUT", std::string("/_ilm/policy/") + ending.name,
          body.dump(), true};
}

SetupStep opensearch_lifecycle(const Ending& ending, Milliseconds keep) {
  const Json body = {
      {"policy",
       {{"description", "flock: delete old records"},
        {"default_state", "kept"},
        {"states",
         {{{"name", "kept"},
           {"actions", Json::array()},
           {"transitions",
            {{{"state_name", "deleted"},
              {"conditions", {{"min_index_age", min_age(ending, keep)}}}}}}},
          {{"name", "deleted"},
           {"actions", {{{"delete", Json::object()}}}},
           {"transitions", Json::array()}}}},
        {"ism_template",
         {{{"index_patterns", {ending.pattern}}, {"priority", 100}}}}}}};
  return {"lifecycle policy", "PUT",
          std::string("/_plugins/_ism/policies/") + ending.name, body.dump(),
          true};
}

SetupStep elasticsearch_role() {
  const Json body = {{"cluster", {"monitor"}},
                     {"indices",
                      {{{"names", {"flock-*"}},
                        {"privileges", {"create_doc", "auto_configure"}}},
                       {{"names", {"flock_users"}},
                        {"privileges", {"read", "index", "create_index"}}}}}};
  return {"role flock_gateway", "PUT", "/_security/role/flock_gateway",
          body.dump(), true};
}

SetupStep opensearch_role() {
  const Json body = {
      {"cluster_permissions", {"cluster_monitor", "indices:data/write/bulk"}},
      {"index_permissions",
       {{{"index_patterns", {"flock-*"}},
         {"allowed_actions",
          {"indices:data/write/index", "indices:data/write/bulk*",
           "indices:admin/create", "indices:admin/mapping/put"}}},
        {{"index_patterns", {"flock_users"}},
         {"allowed_actions", {"read", "index", "create_index"}}}}}};
  return {"role flock_gateway", "PUT",
          "/_plugins/_security/api/roles/flock_gateway", body.dump(), true};
}

// What an engine says to a path that it does not know.
bool is_unknown_path(const HttpAnswer& answer) {
  return answer.status == 404 || answer.status == 405 ||
         (answer.status == 400 &&
          (answer.body.find("no handler found") != std::string::npos ||
           answer.body.find("invalid_index_name") != std::string::npos));
}

// OpenSearch wants to hear which version of a policy another is put over.
HttpAnswer replace_policy(ElasticClient& client, const SetupStep& step) {
  const auto there = client.send("GET", step.path);
  const auto json = Json::parse(there.body, nullptr, false);
  if (there.status != 200 || !json.is_object()) return there;
  return client.send(
      "PUT",
      step.path + "?if_seq_no=" +
          std::to_string(json.value("_seq_no", std::int64_t{0})) +
          "&if_primary_term=" +
          std::to_string(json.value("_primary_term", std::int64_t{0})),
      step.body);
}

bool is_refused(ElasticClient& client, const std::string& path,
                std::string& answered) {
  const auto answer = client.probe(path);
  answered = std::to_string(answer.status);
  if (answer.failure == HttpFailure::none &&
      (answer.status == 401 || answer.status == 403)) {
    return answer.status == 403;
  }
  client.check(answer);
  return false;
}

}  // namespace

std::vector<SetupStep> setup_steps(bool opensearch,
                                   std::optional<Milliseconds> keep) {
  std::vector<SetupStep> steps;
  steps.push_back(template_step("flock", "flock-*", 200, false));
  for (const auto& ending : {kDays, kMonths}) {
    if (!keep) break;
    if (opensearch) {
      steps.push_back(opensearch_lifecycle(ending, *keep));
      continue;
    }
    steps.push_back(elasticsearch_lifecycle(ending, *keep));
    // Of a template of its own, which a setup without --keep leaves.
    steps.push_back(template_step(ending.name, ending.pattern, 201, true));
  }
  steps.push_back(
      {"users' index", "PUT", "/flock_users", std::string(kUsersIndex)});
  steps.push_back(opensearch ? opensearch_role() : elasticsearch_role());
  return steps;
}

StepOutcome run_step(ElasticClient& client, const SetupStep& step) {
  auto answer = client.send(step.method, step.path, step.body);
  if (answer.status == 409 && step.path.starts_with(kIsm)) {
    answer = replace_policy(client, step);
  }
  if (answer.status == 200 || answer.status == 201) return StepOutcome::done;
  const auto type = error_type(answer.body);
  if (answer.status == 409 || type == "resource_already_exists_exception") {
    return StepOutcome::there_already;
  }
  if (step.optional && is_unknown_path(answer)) {
    return StepOutcome::no_such_feature;
  }
  throw Error(ErrorKind::refused,
              "cannot install the " + step.what + ": the engine answers " +
                  std::to_string(answer.status) + " " + flk::quoted(type));
}

std::optional<std::string> reads_records(ElasticClient& client) {
  std::string answered;
  if (!is_refused(client, "/flock-undated/_doc/0", answered)) {
    return "asked for a record, the engine answers " + answered + ", not 403";
  }
  if (!is_refused(client, "/flock-undated/_search", answered)) {
    return "asked to search, the engine answers " + answered + ", not 403";
  }
  return std::nullopt;
}

}  // namespace flk
