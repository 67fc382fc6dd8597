// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/elasticsearch/client.hpp>

#include <gmock/gmock.h>
#include <future>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <flock/base/error.hpp>

#include "support/http_server.hpp"
#include "support/temp_dir.hpp"

namespace flk {
namespace {

using Request = HttpServer::Request;
using Reply = HttpServer::Reply;
using testing::HasSubstr;

ErrorKind kind_of(ElasticClient& client) {
  try {
    client.send("GET", "/");
  } catch (const Error& error) {
    return error.kind();
  }
  ADD_FAILURE() << "no error";
  return ErrorKind::defect;
}

TEST(ElasticClient, ShowsTheCredentialsOfItsFile) {
  TempDir folder;
  Request seen;
  HttpServer server{[&](const Request& request) {
    seen = request;
    return Reply{};
  }};
  const auto file = folder / "credentials";
  write_file(file, "elastic:pa:ss\n");
  ::chmod(file.c_str(), 0600);
  ElasticClient client{{server.url("//"), "", file}};
  client.send("POST", "/x", "{}");
  EXPECT_EQ(seen.target, "/x");
  EXPECT_EQ(seen.headers["authorization"], "Basic ZWxhc3RpYzpwYTpzcw==");
  EXPECT_EQ(seen.headers["content-type"], "application/json");
  ::chmod(file.c_str(), 0644);
  EXPECT_THROW((ElasticClient{{server.url(), "", file}}), Error);
  write_file(folder / "bad", "no colon");
  ::chmod((folder / "bad").c_str(), 0600);
  EXPECT_THROW((ElasticClient{{server.url(), "", folder / "bad"}}), Error);
}

TEST(ElasticClient, ShowsTheApiKeyOfItsFile) {
  TempDir folder;
  Request seen;
  HttpServer server{[&](const Request& request) {
    seen = request;
    return Reply{};
  }};
  const auto file = folder / "key";
  write_file(file, "ApiKey VnVhQ2ZHY0JDZGJrU==\n");
  ::chmod(file.c_str(), 0600);
  ElasticClient client{{server.url(), "", file}};
  client.send("GET", "/");
  EXPECT_EQ(seen.headers["authorization"], "ApiKey VnVhQ2ZHY0JDZGJrU==");
}

TEST(ElasticClient, TellsAwayFromRefused) {
  std::atomic<int> status = 0;
  HttpServer server{[&](const Request&) {
    return Reply{status, R"({"error":{"type":"some_exception","reason":"x"}})"};
  }};
  ElasticClient client{{server.url(), "", ""}};
  for (const int away : {429, 500, 503}) {
    status = away;
    EXPECT_EQ(kind_of(client), ErrorKind::try_again) << away;
  }
  for (const int refused : {401, 403}) {
    status = refused;
    EXPECT_EQ(kind_of(client), ErrorKind::refused) << refused;
  }
  for (const int passed : {200, 400, 404, 409}) {
    status = passed;
    EXPECT_EQ(client.send("GET", "/").status, passed);
  }
}

TEST(ElasticClient, KnowsOpenSearch) {
  HttpServer opensearch{[](const Request&) {
    return Reply{.body = R"({"version":{"distribution":"opensearch"}})"};
  }};
  ElasticClient first{{opensearch.url(), "", ""}};
  EXPECT_TRUE(first.is_opensearch());
  HttpServer elasticsearch{[](const Request&) {
    return Reply{.body = R"({"version":{"number":"8.15.0"}})"};
  }};
  ElasticClient second{{elasticsearch.url(), "", ""}};
  EXPECT_FALSE(second.is_opensearch());
  HttpServer other{[](const Request&) { return Reply{.body = "<html>"}; }};
  ElasticClient third{{other.url(), "", ""}};
  EXPECT_THROW(third.is_opensearch(), Error);
}

TEST(ElasticClient, KeepsItsConnections) {
  HttpServer server{[](const Request&) { return Reply{}; }};
  ElasticClient client{{server.url(), "", ""}};
  for (int i = 0; i < 5; ++i) client.send("GET", "/");
  EXPECT_EQ(server.connections(), 1);
}

TEST(ElasticClient, BreaksOffWhatIsUnderWayWhenItGivesUp) {
  std::promise<void> asked;
  std::promise<void> over;
  HttpServer server{[&, held = over.get_future().share()](const Request&) {
    asked.set_value();
    held.wait();
    return Reply{};
  }};
  ElasticClient client{{server.url(), "", ""}};
  auto answer = std::async(std::launch::async,
                           [&] { return client.try_send("GET", "/"); });
  asked.get_future().wait();
  client.give_up();
  EXPECT_EQ(answer.get().failure, HttpFailure::unreachable);
  over.set_value();
  EXPECT_EQ(client.try_send("GET", "/").failure, HttpFailure::unreachable);
}

TEST(ElasticClient, RefusesAUrlThatIsNone) {
  EXPECT_THROW((ElasticClient{{"engine", "", ""}}), Error);
  EXPECT_THROW((ElasticClient{{"http://a:b@engine:9200", "", ""}}), Error);
}

}  // namespace
}  // namespace flk
