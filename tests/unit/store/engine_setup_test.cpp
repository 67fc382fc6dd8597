// SPDX-License-Identifier: GPL-3.0-or-later
// What the test engines lack (security, lifecycle) is answered here by a small
// server; the rest is tried on real ones by tests/integration/engine.sh.

#include <flock/store/engine_setup.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <map>
#include <set>

#include <flock/base/error.hpp>

#include "support/http_server.hpp"

namespace flk {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::UnorderedElementsAre;
using Request = HttpServer::Request;
using Reply = HttpServer::Reply;

std::vector<std::string> paths(bool opensearch,
                               std::optional<Milliseconds> keep) {
  std::vector<std::string> out;
  for (const auto& step : setup_steps(opensearch, keep)) {
    EXPECT_TRUE(nlohmann::json::accept(step.body)) << step.body;
    out.push_back(step.path);
  }
  return out;
}

TEST(SetupSteps, AreThoseOfTheEngine) {
  const std::chrono::hours year{24 * 365};
  EXPECT_THAT(
      paths(false, year),
      ElementsAre("/_index_template/flock", "/_ilm/policy/flock-days",
                  "/_index_template/flock-days", "/_ilm/policy/flock-agent",
                  "/_index_template/flock-agent", "/flock_users",
                  "/_security/role/flock_gateway"));
  EXPECT_THAT(paths(true, year),
              ElementsAre("/_index_template/flock",
                          "/_plugins/_ism/policies/flock-days",
                          "/_plugins/_ism/policies/flock-agent", "/flock_users",
                          "/_plugins/_security/api/roles/flock_gateway"));
  EXPECT_THAT(paths(false, std::nullopt),
              ElementsAre("/_index_template/flock", "/flock_users",
                          "/_security/role/flock_gateway"));
}

TEST(SetupSteps, LetTheGatewayCreateAndNothingElse) {
  const auto steps = setup_steps(false, std::nullopt);
  const auto role = nlohmann::json::parse(steps.back().body);
  EXPECT_EQ(role["indices"][0]["names"][0], "flock-*");
  EXPECT_EQ(role["indices"][0]["privileges"],
            nlohmann::json::parse(R"(["create_doc","auto_configure"])"));
}

// An index made a day ahead, or for a month, must not end before its records
// are that old; one that never ends would take today's records with it.
TEST(SetupSteps, DeleteNoRecordBeforeItsTime) {
  for (const bool opensearch : {false, true}) {
    std::map<std::string, std::string> ages;
    for (const auto& step :
         setup_steps(opensearch, std::chrono::hours{24 * 30})) {
      if (step.what != "lifecycle policy") continue;
      const auto policy = nlohmann::json::parse(step.body)["policy"];
      ages[step.path.substr(step.path.rfind('/') + 1)] =
          opensearch ? policy["states"][0]["transitions"][0]["conditions"]
                             ["min_index_age"]
                     : policy["phases"]["delete"]["min_age"];
    }
    EXPECT_EQ(ages, (std::map<std::string, std::string>{
                        {"flock-agent", "62d"}, {"flock-days", "32d"}}));
  }
  const auto steps = setup_steps(false, std::chrono::hours{24 * 30});
  EXPECT_THAT(steps[0].body, testing::Not(HasSubstr("index.lifecycle.name")));
  EXPECT_THAT(steps[2].body, HasSubstr("flock-2*"));
  EXPECT_THAT(steps[2].body,
              HasSubstr(R"("index.lifecycle.name":"flock-days")"));
}

// What is left to the engine is decided by the first record of the day.
TEST(SetupSteps, LeaveNoTypeToWhoeverIsFirst) {
  const auto steps = setup_steps(false, std::nullopt);
  const auto body = nlohmann::json::parse(steps[0].body);
  const auto& mappings = body["template"]["mappings"];
  EXPECT_EQ(mappings["dynamic"], false);
  std::set<std::string> dynamic;
  for (const auto& [name, member] : mappings["properties"].items()) {
    if (member.value("dynamic", false)) dynamic.insert(name);
  }
  EXPECT_THAT(dynamic, ElementsAre("columns", "decorations"));
  std::set<std::string> typed;
  for (const auto& entry : mappings["dynamic_templates"]) {
    const auto& rule = entry.begin().value();
    EXPECT_EQ(rule["mapping"]["type"], "text");
    typed.insert(rule["path_match"].get<std::string>() + " " +
                 rule["match_mapping_type"].get<std::string>());
  }
  for (const auto& name : dynamic) {
    for (const auto* type : {"string", "long", "double", "boolean", "object"}) {
      EXPECT_TRUE(typed.contains(name + ".* " + type)) << name << type;
    }
  }
}

// flock-gateway(8), setup, lists these: all else is kept and not searched.
TEST(SetupSteps, SearchInWhatThePageNames) {
  const auto steps = setup_steps(false, std::nullopt);
  const auto body = nlohmann::json::parse(steps[0].body);
  const auto searched = [](const nlohmann::json& properties) {
    std::set<std::string> names;
    for (const auto& [name, member] : properties.items()) {
      if (member.value("enabled", true) && member.value("index", true)) {
        names.insert(name);
      }
    }
    return names;
  };
  const auto& properties = body["template"]["mappings"]["properties"];
  EXPECT_THAT(searched(properties),
              UnorderedElementsAre(
                  "columns", "decorations", "@timestamp", "event", "name",
                  "type", "action", "hostIdentifier", "username", "user_name",
                  "unixTime", "timestamp", "calendarTime", "epoch", "counter",
                  "twig_ids", "reason", "flock"));
  EXPECT_THAT(
      searched(properties["flock"]["properties"]),
      UnorderedElementsAre("stream", "seq", "cursor", "rules", "policy"));
  EXPECT_THAT(searched(properties["event"]["properties"]),
              UnorderedElementsAre("ingested"));
}

class SetupTest : public testing::Test {
 protected:
  StepOutcome run(int status, const std::string& body, bool optional = false) {
    answer_ = {status, body};
    return run_step(client_, {"thing", "PUT", "/thing", "{}", optional});
  }

  Reply answer_;
  HttpServer server_{[this](const Request& request) {
    if (request.target == "/flock-undated/_search") return search_;
    return answer_;
  }};
  Reply search_{403, "{}"};
  ElasticClient client_{{server_.url(""), "", ""}};
};

TEST_F(SetupTest, TakesWhatIsThereAlreadyForDone) {
  EXPECT_EQ(run(200, "{}"), StepOutcome::done);
  EXPECT_EQ(run(409, "{}"), StepOutcome::there_already);
  EXPECT_EQ(
      run(400, R"({"error":{"type":"resource_already_exists_exception"}})"),
      StepOutcome::there_already);
}

TEST_F(SetupTest, ForgivesAnEngineWhatItDoesNotHave) {
  const std::string unknown =
      R"({"error":"no handler found for uri [/thing] and method [PUT]"})";
  EXPECT_EQ(run(400, unknown, true), StepOutcome::no_such_feature);
  EXPECT_THROW(run(400, unknown, false), Error);
  EXPECT_THROW(run(400, R"({"error":{"type":"mapper_parsing"}})", true), Error);
  EXPECT_THROW(run(403, "{}", true), Error);
}

TEST_F(SetupTest, FindsCredentialsThatCanRead) {
  answer_ = {403, "{}"};
  EXPECT_EQ(reads_records(client_), std::nullopt);
  search_ = {200, "{}"};
  EXPECT_THAT(*reads_records(client_), HasSubstr("search"));
  search_ = {403, "{}"};
  for (const int status : {200, 404, 401}) {
    answer_ = {status, "{}"};
    EXPECT_THAT(*reads_records(client_), HasSubstr(std::to_string(status)));
  }
}

// Who asks it to be sure shall ask again, not look for a mistake.
TEST_F(SetupTest, SaysNothingOfCredentialsWhileTheEngineIsAway) {
  for (const int status : {429, 503}) {
    answer_ = {status, "{}"};
    try {
      reads_records(client_);
      ADD_FAILURE() << status;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::try_again);
    }
  }
}

}  // namespace
}  // namespace flk
