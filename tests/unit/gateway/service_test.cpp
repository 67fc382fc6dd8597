// SPDX-License-Identifier: GPL-3.0-or-later
// Routes, authentication and POST /submit; registration is in
// registration_test.cpp. Texts and the order of checks are the predecessor's.

#include <flock/gateway/service.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <functional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "support/fake_store.hpp"
#include "support/gateway.hpp"
#include "support/gzip.hpp"
#include "support/records.hpp"

namespace flk {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

std::string error_of(const GatewayAnswer& answer) {
  const ParsedRecord body{answer.body};
  EXPECT_EQ(body->find("error")->raw(), "true");
  return body->text("error_msg");
}

constexpr const char* kOk = "{\"error\":false}\n";
constexpr const char* kLines = "application/x-ndjson";

std::string row(const std::string& rest = "\"unixTime\":1795417200") {
  return "{\"hostIdentifier\":\"ann\"," + rest + "}";
}

TEST(Service, AnswersUnknownPathsAndMethodsInJson) {
  TestGateway gateway;
  for (const auto* path : {"/", "/ping/", "/es-test", "/submit/x", "", "*"}) {
    const auto answer = gateway.get(path);
    EXPECT_EQ(answer.status, 404) << path;
    EXPECT_NE(error_of(answer), "");
  }
  const auto posted = gateway.post("/ping", "");
  EXPECT_EQ(posted.status, 405);
  EXPECT_EQ(posted.allow, "GET, HEAD, OPTIONS");
  EXPECT_NE(error_of(posted), "");
  for (const auto* path : {"/submit", "/register"}) {
    EXPECT_EQ(gateway.get(path).status, 405) << path;
    EXPECT_EQ(gateway.get(path).allow, "OPTIONS, POST");
  }
}

TEST(Service, TakesHeadAndOptionsWhereThePredecessorDid) {
  TestGateway gateway;
  auto request =
      TestGateway::request("/ping", "", gateway.make_user("ann"), "");
  request.method = "HEAD";
  EXPECT_EQ(ask(gateway.service, request).status, 200);
  request.method = "OPTIONS";
  request.authorization.clear();
  const auto options = ask(gateway.service, request);
  EXPECT_EQ(options.status, 200);
  EXPECT_EQ(options.allow, "GET, HEAD, OPTIONS");
  request.method = "HEAD";
  request.target = "/submit";
  EXPECT_EQ(ask(gateway.service, request).status, 405);
}

TEST(Service, PingsWhoeverShowsTheToken) {
  TestGateway gateway;
  const auto ann = gateway.make_user("ann");
  const auto answer = gateway.get("/ping?x=1", ann);
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, kOk);
}

TEST(Service, AnswersAnybodyElseWithAnEmptyObject) {
  TestGateway gateway;
  gateway.make_user("4C4C4544-0051");
  const std::string token(32, 't');
  for (const auto& header :
       {std::string(), std::string("Basic"), std::string("Digest x"),
        basic("4C4C4544-0051", "wrong"), basic("4C4C4544-0051", ""),
        basic("0051", token), basic("4c4c4544-0051", token),
        basic("4C4C4544-0051", "x " + token), basic("unknown", token),
        basic("\xff", token)}) {
    const auto answer = gateway.get("/ping", header);
    EXPECT_EQ(answer.status, 401) << header;
    EXPECT_EQ(answer.body, "{}\n");
    EXPECT_EQ(gateway.post("/submit", "nonsense", header).status, 401);
  }
}

// Nobody's bodies take memory that the fleet's need.
TEST(Service, DecidesByTheHeaderWhoMaySendHowMuch) {
  TestGateway gateway;
  const auto ann = gateway.make_user("ann");
  const auto admission = [&](const std::string& path, const std::string& who) {
    return gateway.service.admit(TestGateway::request(path, "", who, kLines));
  };
  for (const auto* path : {"/submit", "/submit_flock_logs"}) {
    EXPECT_EQ(admission(path, "").answer->status, 401) << path;
    EXPECT_EQ(admission(path, basic("ann", "x")).answer->status, 401) << path;
    const auto let_in = admission(path, ann);
    EXPECT_FALSE(let_in.answer);
    EXPECT_EQ(let_in.user->name, "ann");
    EXPECT_EQ(let_in.account, "ann");
    EXPECT_EQ(let_in.max_body_bytes, ServiceOptions{}.max_body_bytes);
  }
  EXPECT_EQ(admission("/register", basic("ann", "x")).answer->status, 401);
  for (const auto& who : {std::string(), ann}) {
    const auto let_in = admission("/register", who);
    EXPECT_FALSE(let_in.answer);
    EXPECT_EQ(let_in.max_body_bytes, 16u << 10);
    EXPECT_EQ(let_in.account, "");
  }
}

TEST(Service, TakesNothingOfWhomItHasNotLetIn) {
  TestGateway gateway;
  const auto ann = gateway.make_user("ann");
  int status = 0;
  gateway.service.handle(
      TestGateway::request("/submit", row(), ann, kLines),
      [&](const GatewayAnswer& answer) { status = answer.status; });
  EXPECT_EQ(status, 401);
}

TEST(Service, UnpacksNoMoreOfARegistrationThanItMayHave) {
  TestGateway gateway;
  auto request = TestGateway::request(
      "/register", gzip(std::string(1 << 20, ' ') + R"({"username":"ann"})"),
      "", "application/json");
  request.content_encoding = "gzip";
  EXPECT_EQ(ask(gateway.service, request).status, 413);
}

TEST(Service, ForgetsADeletedUserAtOnce) {
  TestGateway gateway;
  const auto ann = gateway.make_user("ann");
  gateway.store.delete_user("ann", gateway.clock.now());
  EXPECT_EQ(gateway.get("/ping", ann).status, 401);
}

TEST(Service, TakesNothingOfWhoWasDeletedWhileTheBodyCame) {
  TestGateway gateway;
  for (const auto* path : {"/submit", "/submit_flock_logs", "/register"}) {
    const auto ann = gateway.make_user("ann");
    const auto request = TestGateway::request(path, row(), ann, kLines);
    const auto answer = ask(gateway.service, request, [&] {
      gateway.store.delete_user("ann", gateway.clock.now());
      gateway.steady.advance(Milliseconds{2001});
    });
    EXPECT_EQ(answer.status, 401) << path;
  }
  EXPECT_THAT(stored_in(gateway.store, "flock-2026-11-23"), SizeIs(0));
}

TEST(Service, TakesWhatTookItsTimeAsWhoeverTheUserIsByThen) {
  TestGateway gateway;
  const auto ann = gateway.make_user("ann");
  const auto request = TestGateway::request("/submit", row(), ann, kLines);
  const auto answer = ask(gateway.service, request, [&] {
    gateway.store.rename_user("ann", "Ann Other");
    gateway.steady.advance(Milliseconds{2001});
  });
  EXPECT_EQ(answer.status, 200);
  const auto stored = stored_in(gateway.store, "flock-2026-11-23");
  ASSERT_THAT(stored, SizeIs(1));
  EXPECT_THAT(stored[0].bytes, HasSubstr("Ann Other"));
}

TEST(Service, LimitsFailuresOfAnAddressAndNoSuccesses) {
  auto options = TestGateway::open_to_all();
  options.max_failures = 3;
  options.trusted_proxies = TrustedProxies{{"127.0.0.1"}};
  TestGateway gateway{options};
  const auto ann = gateway.make_user("ann");
  const auto ping = [&](const std::string& authorization,
                        const std::string& from) {
    GatewayRequest request;
    request.method = "GET";
    request.target = "/ping";
    request.authorization = authorization;
    request.peer = "127.0.0.1";
    request.forwarded_for = from;
    return ask(gateway.service, request);
  };
  const auto wrong = basic("ann", "wrong");
  for (int i = 0; i < 3; ++i) EXPECT_EQ(ping(wrong, "192.0.2.1").status, 401);
  const auto limited = ping(wrong, "192.0.2.1");
  EXPECT_EQ(limited.status, 429);
  EXPECT_EQ(limited.retry_after, Seconds{20});
  EXPECT_NE(error_of(limited), "");
  EXPECT_EQ(ping(ann, "192.0.2.1").status, 200);
  EXPECT_EQ(ping(wrong, "192.0.2.2").status, 401);
  // Limits go by time that nobody sets.
  gateway.clock.advance(-std::chrono::hours{1});
  gateway.steady.advance(Seconds{20});
  EXPECT_EQ(ping(wrong, "192.0.2.1").status, 401);
}

// Counts look-ups, and holds them on demand.
class CountingStore : public SqliteStore {
 public:
  using SqliteStore::SqliteStore;
  std::optional<User> find_user(const std::string& name) override {
    ++lookups;
    if (during) std::exchange(during, nullptr)();
    return SqliteStore::find_user(name);
  }
  int lookups = 0;
  std::function<void()> during;
};

GatewayAnswer ping(Service& service, const std::string& authorization,
                   const std::string& peer) {
  GatewayRequest request;
  request.method = "GET";
  request.target = "/ping";
  request.authorization = authorization;
  request.peer = peer;
  return ask(service, request);
}

TEST(Service, LooksUpOneAtATimeWhereTooManyHaveFailed) {
  TempDir folder;
  CountingStore store{folder / "gateway.db", SqliteStore::Access::read_write};
  FakeClock clock;
  Log log{"test", LogFormat::daemon, LogLevel::error, -1};
  CommitQueue queue{store, {}, log};
  auto options = TestGateway::open_to_all();
  options.max_failures = 3;
  Service service{store, queue, options, clock, clock, system_random(), log};
  const auto make = [&](const std::string& name) {
    ask(service, TestGateway::request("/register",
                                      "{\"username\":\"" + name +
                                          "\",\"auth_token\":\"" +
                                          std::string(32, 't') + "\"}",
                                      "", "application/json"));
    return basic(name, std::string(32, 't'));
  };
  const auto ann = make("ann");
  const auto bob = make("bob");
  const std::string office = "192.0.2.1";
  EXPECT_EQ(ping(service, ann, office).status, 200);
  for (int i = 0; i < 9; ++i) ping(service, basic("ann", "x"), office);
  // One of the failures is being looked up: whoever was good before is looked
  // up as ever, all others are not.
  store.lookups = 0;
  store.during = [&] {
    std::thread others{[&] {
      EXPECT_EQ(ping(service, basic("ann", "y"), office).status, 429);
      EXPECT_EQ(ping(service, bob, office).status, 429);
      EXPECT_EQ(store.lookups, 1);
      EXPECT_EQ(ping(service, bob, "192.0.2.2").status, 200);
      EXPECT_EQ(ping(service, ann, office).status, 200);
    }};
    others.join();
  };
  EXPECT_EQ(ping(service, basic("ann", "z"), office).status, 429);
  EXPECT_EQ(store.lookups, 3);
  // A right token is never limited for long.
  EXPECT_EQ(ping(service, bob, office).status, 200);
}

TEST(Service, LimitsTheRequestsOfAUser) {
  auto options = TestGateway::open_to_all();
  options.max_requests = 2;
  TestGateway gateway{options};
  const auto ann = gateway.make_user("ann");
  const auto bob = gateway.make_user("bob");
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(gateway.post("/submit", row(), ann, kLines).status, 200);
  }
  EXPECT_EQ(gateway.post("/submit", row(), ann, kLines).status, 429);
  EXPECT_EQ(gateway.post("/submit_flock_logs", "[]", ann).status, 429);
  EXPECT_EQ(gateway.post("/submit", "", bob, kLines).status, 200);
  EXPECT_EQ(gateway.get("/ping", ann).status, 200);
}

struct Refusal {
  std::string body;
  std::string error;
};

TEST(SubmitArray, RefusesWhatThePredecessorRefusedInItsWords) {
  TestGateway gateway;
  const auto ann = gateway.make_user("ann");
  for (const auto& [body, error] : std::vector<Refusal>{
           {"", "Invalid JSON object"},
           {"nonsense", "Invalid JSON object"},
           {"[{}", "Invalid JSON object"},
           {"[nan]", "Invalid JSON object"},
           {"[NaN]", "Item 0 is not an object"},
           {"[]", "Invalid JSON object"},
           {"{}", "Invalid JSON object"},
           {"null", "Invalid JSON object"},
           {"0", "Invalid JSON object"},
           {"\"\"", "Invalid JSON object"},
           {"false", "Invalid JSON object"},
           {"{\"a\":1}", "Data is not an array"},
           {"\"x\"", "Data is not an array"},
           {"7", "Data is not an array"},
           {"[" + row() + ",5,{}]", "Item 1 is not an object"},
           {"[{},5]", "Item 0 does not contain the correct hostIdentifier"},
           {"[{\"hostIdentifier\":\"Ann\"}]",
            "Item 0 does not contain the correct hostIdentifier"},
           {"[{\"hostIdentifier\":[\"ann\"]}]",
            "Item 0 does not contain the correct hostIdentifier"},
           {"[" + row() + "," + row("\"type\":\"user_registered\"") + "]",
            "Item 1 is of a type that only the gateway makes"}}) {
    const auto answer = gateway.post("/submit", body, ann);
    EXPECT_EQ(answer.status, 400) << body;
    EXPECT_EQ(error_of(answer), error) << body;
  }
  EXPECT_THAT(stored_in(gateway.store, "flock-2026-11-23"), SizeIs(0));
}

TEST(SubmitArray, NeedsAJsonType) {
  TestGateway gateway;
  const auto ann = gateway.make_user("ann");
  const auto body = "[" + row() + "]";
  for (const auto* type : {"", "text/plain", "application/jsonx",
                           "application/x-www-form-urlencoded"}) {
    EXPECT_EQ(error_of(gateway.post("/submit", body, ann, type)),
              "Invalid JSON object")
        << type;
  }
  for (const auto* type : {"application/json; charset=utf-8",
                           "Application/JSON", "application/vnd.api+json"}) {
    EXPECT_EQ(gateway.post("/submit", body, ann, type).status, 200) << type;
  }
}

TEST(SubmitArray, StoresEachRowWithTheGatewaysMembers) {
  TestGateway gateway;
  const auto ann = gateway.make_user("ann", "Nick_ Fury");
  const auto answer =
      gateway.post("/submit",
                   "[" +
                       row("\"unixTime\":1554740670.9,\n "
                           "\"columns\":{\"n\":9007199254740993}") +
                       " , " + row("\"username\":\"eve\"") + "]",
                   ann);
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "{\"error\":false,\"processed_count\":2}\n");
  const auto undated = stored_in(gateway.store, "flock-undated");
  ASSERT_THAT(undated, SizeIs(2));
  EXPECT_EQ(
      undated[0].bytes,
      R"({"hostIdentifier":"ann","unixTime":1554740670.9,  "columns":{"n":9007199254740993},)"
      R"("@timestamp":"2019-04-08T16:24:30.000Z","username":"ann",)"
      R"("user_name":"Nick Fury","event.ingested":"2026-11-23T07:00:00.000Z"})");
  EXPECT_EQ(
      undated[1].bytes,
      R"({"hostIdentifier":"ann","username":"ann",)"
      R"("user_name":"Nick Fury","event.ingested":"2026-11-23T07:00:00.000Z"})");
}

TEST(SubmitArray, StoresItOnceMoreWhenItIsSentAgain) {
  TestGateway gateway;
  const auto ann = gateway.make_user("ann");
  const auto body = "[" + row() + "," + row() + "]";
  gateway.post("/submit", body, ann);
  gateway.post("/submit", body, ann);
  EXPECT_THAT(stored_in(gateway.store, "flock-2026-11-23"), SizeIs(4));
}

TEST(SubmitArray, BlocksNobodyForATimeThatIsNone) {
  TestGateway gateway;
  const auto ann = gateway.make_user("ann");
  for (const auto* time : {"\"soon\"", "null", "[1]", "-5", "1e300"}) {
    EXPECT_EQ(
        gateway
            .post("/submit",
                  "[" + row("\"unixTime\":" + std::string(time)) + "]", ann)
            .status,
        200)
        << time;
  }
  EXPECT_THAT(stored_in(gateway.store, "flock-undated"), SizeIs(5));
}

TEST(SubmitLogs, RefusesWhatThePredecessorRefusedInItsWords) {
  TestGateway gateway;
  const auto ann = gateway.make_user("ann");
  for (const auto& [body, error] : std::vector<Refusal>{
           {"nonsense", "Invalid JSON object"},
           {"[{}", "Invalid JSON object"},
           {"", "Data is not an array"},
           {"null", "Data is not an array"},
           {"{}", "Data is not an array"},
           {"7", "Data is not an array"},
           {R"([{"type":"a","timestamp":1},5])", "Item 1 is not an object"},
           {"[{}]", "Item 0 does not contain a type field"},
           {R"([{"timestamp":1}])", "Item 0 does not contain a type field"},
           {R"([{"type":"a"}])", "Item 0 does not contain a timestamp field"},
           {R"([{"type":"enable_twig","timestamp":1}])",
            "Item 0 is about a twig, but does not contain a twig_id field"},
           {R"([{"type":"disable_twig","timestamp":1}])",
            "Item 0 is about a twig, but does not contain a twig_id field"},
           {R"([{"type":"twigs_enabled","timestamp":1}])",
            "Item 0 is about twigs, but does not contain a twig_ids field"}}) {
    const auto answer = gateway.post("/submit_flock_logs", body, ann);
    EXPECT_EQ(answer.status, 400) << body;
    EXPECT_EQ(error_of(answer), error) << body;
  }
  EXPECT_EQ(
      error_of(gateway.post("/submit_flock_logs", "[]", ann, "text/plain")),
      "Data is not an array");
  EXPECT_EQ(gateway.post("/submit_flock_logs", "[]").status, 401);
  EXPECT_EQ(gateway.get("/submit_flock_logs", ann).status, 405);
}

TEST(SubmitLogs, KeepsTheAgentsLogAndDropsTypesThatNobodyKnows) {
  TestGateway gateway;
  const auto ann = gateway.make_user("ann");
  const auto answer = gateway.post(
      "/submit_flock_logs",
      R"([{"type":"twigs_enabled","timestamp":1795417200000,"twig_ids":["a"]},)"
      R"({"type":"server_enabled","timestamp":1795417200001,"twig_ids":null,)"
      R"("hostIdentifier":"eve"},)"
      R"({"type":"unheard_of","timestamp":1},{"type":7,"timestamp":1},)"
      R"({"type":"user_registered","timestamp":1795417200000}])",
      ann);
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "{\"error\":false,\"processed_count\":5}\n");
  const auto kept = stored_in(gateway.store, "flock-agent-2026-11");
  ASSERT_THAT(kept, SizeIs(3));  // the first is the registration
  EXPECT_EQ(
      kept[1].bytes,
      R"({"type":"twigs_enabled","timestamp":1795417200000,"twig_ids":["a"],)"
      R"("hostIdentifier":"ann","@timestamp":"2026-11-23T07:00:00.000Z",)"
      R"("username":"ann","user_name":"Ann Example",)"
      R"("event.ingested":"2026-11-23T07:00:00.000Z"})");
  EXPECT_THAT(kept[2].bytes, HasSubstr(R"("hostIdentifier":"ann")"));
  EXPECT_THAT(stored_in(gateway.store, "flock-undated"), SizeIs(0));
  EXPECT_EQ(gateway.post("/submit_flock_logs", "[]", ann).body,
            "{\"error\":false,\"processed_count\":0}\n");
}

TEST(SubmitLogs, AreStoredOnceWhenTheySayWhichTheyAre) {
  TestGateway gateway;
  const auto send = [&](const std::string& body, const std::string& key) {
    auto request = TestGateway::request("/submit_flock_logs", body,
                                        basic("ann", std::string(32, 't')),
                                        "application/json");
    request.idempotency_key = key;
    return ask(gateway.service, request).status;
  };
  gateway.make_user("ann");
  const std::string on = R"({"type":"server_enabled","timestamp":1})";
  const std::string off = R"({"type":"server_disabled","timestamp":2})";
  const auto stored = [&] {
    return stored_in(gateway.store, "flock-undated").size();
  };
  const std::string ledger = "AAECAwQFBgcICQoLDA0ODw/";
  EXPECT_EQ(send("[" + on + "," + off + "]", ledger + "7"), 200);
  EXPECT_EQ(send("[" + on + "," + off + "]", ledger + "7"), 200);
  EXPECT_EQ(send("[" + off + "]", ledger + "8"), 200);
  EXPECT_EQ(stored(), 2u);
  // Two that are alike are two where their numbers are.
  EXPECT_EQ(send("[" + off + "]", ledger + "9"), 200);
  EXPECT_EQ(stored(), 3u);
  EXPECT_EQ(send("[" + on + "]", ""), 200);
  EXPECT_EQ(send("[" + on + "]", ""), 200);
  EXPECT_EQ(stored(), 5u);
  EXPECT_EQ(send("[" + on + "]", "nonsense"), 400);
  EXPECT_EQ(stored(), 5u);
}

TEST(SubmitLines, AnswersRecordByRecord) {
  TestGateway gateway;
  const auto ann = gateway.make_user("ann");
  const auto body = row("\"n\":0") + "\n\nnonsense\n" + row("\"n\":2") +
                    "\r\n{\"hostIdentifier\":\"eve\"}\n[1]\n" +
                    row("\"type\":\"user_already_exists\"") + "\n" +
                    row("\"n\":6");
  const auto answer = gateway.post("/submit", body, ann, kLines);
  EXPECT_EQ(answer.status, 200);
  const auto json = nlohmann::json::parse(answer.body);
  EXPECT_EQ(json["error"], false);
  EXPECT_EQ(json["processed_count"], 3);
  ASSERT_EQ(json["rejected"].size(), 4u);
  EXPECT_EQ(json["rejected"][0]["index"], 1);
  EXPECT_EQ(json["rejected"][0]["reason"],
            "neither a value nor a number at byte 1");
  EXPECT_EQ(json["rejected"][1]["index"], 3);
  EXPECT_EQ(json["rejected"][1]["reason"],
            "does not contain the correct hostIdentifier");
  EXPECT_EQ(json["rejected"][2]["index"], 4);
  EXPECT_EQ(json["rejected"][2]["reason"], "not a JSON object");
  EXPECT_EQ(json["rejected"][3]["index"], 5);
  EXPECT_THAT(stored_in(gateway.store, "flock-undated"), SizeIs(3));
}

TEST(SubmitLines, StoresEachRecordAsOneLine) {
  TestGateway gateway;
  const auto ann = gateway.make_user("ann");
  gateway.post("/submit", row("\"n\":1") + "\n" + row("\r\"n\":\r2") + "\n",
               ann, kLines);
  const auto stored = stored_in(gateway.store, "flock-undated");
  ASSERT_THAT(stored, SizeIs(2));
  EXPECT_THAT(stored[1].bytes, HasSubstr("\"ann\", \"n\": 2,"));
}

TEST(SubmitLines, TakesNothingAsNothing) {
  TestGateway gateway;
  const auto ann = gateway.make_user("ann");
  EXPECT_EQ(gateway.post("/submit", "\n\n", ann, kLines).body,
            "{\"error\":false,\"processed_count\":0,\"rejected\":[]}\n");
}

TEST(SubmitLines, TakesResultAndAgentRecordsTogether) {
  TestGateway gateway;
  const auto ann = gateway.make_user("ann");
  gateway.post("/submit",
               row() + "\n" +
                   row(R"("type":"flock_run","timestamp":1795417200000)") +
                   "\n",
               ann, kLines);
  EXPECT_THAT(stored_in(gateway.store, "flock-2026-11-23"), SizeIs(1));
  // The other one is the registration's.
  EXPECT_THAT(stored_in(gateway.store, "flock-agent-2026-11"), SizeIs(2));
}

TEST(SubmitLines, GivesTheIdentitiesOfTheWorkedExample) {
  const auto example = nlohmann::json::parse(
      contents(std::string(FLOCK_VECTORS) + "/worked_example.json"));
  TestGateway gateway;
  const auto user = gateway.make_user(example["user"]);
  std::string body;
  for (const auto& record : example["records"]) {
    body += record["signed"].get<std::string>() + "\n";
  }
  auto request = TestGateway::request("/submit", body, user, kLines);
  request.idempotency_key = example["records"][0]["request"];
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(ask(gateway.service, request).status, 200);
  }
  std::vector<std::string> ids;
  for (const auto& record : stored_in(gateway.store)) ids.push_back(record.id);
  for (const auto& record : example["records"]) {
    EXPECT_THAT(ids, testing::Contains(record["identity"])) << record["n"];
  }
  EXPECT_EQ(ids.size(), example["records"].size() + 1);  // the registration
}

TEST(SubmitLines, StoresARecordOnceHoweverItIsBatched) {
  TestGateway gateway;
  const auto ann = gateway.make_user("ann");
  const auto send = [&](const std::string& key, const std::string& body) {
    auto request = TestGateway::request("/submit", body, ann, kLines);
    request.idempotency_key = key;
    return ask(gateway.service, request).status;
  };
  const std::string ledger = "AAECAwQFBgcICQoLDA0ODw";
  EXPECT_EQ(send(ledger + "/1", row() + "\n" + row() + "\n" + row() + "\n"),
            200);
  EXPECT_EQ(send(ledger + "/2", row() + "\n"), 200);
  EXPECT_EQ(send(ledger + "/3", row() + "\n" + row() + "\n"), 200);
  EXPECT_THAT(stored_in(gateway.store, "flock-2026-11-23"), SizeIs(4));
  for (const auto* key :
       {"x", "AAECAwQFBgcICQoLDA0ODw", "short/1", "AAECAwQFBgcICQoLDA0ODw/0"}) {
    EXPECT_EQ(send(key, row()), 400) << key;
  }
}

TEST(SubmitLines, RejectsALineThatIsTooLongAlone) {
  auto options = TestGateway::open_to_all();
  options.submission.max_line_bytes = 100;
  TestGateway gateway{options};
  const auto ann = gateway.make_user("ann");
  const auto body =
      row("\"x\":\"" + std::string(100, 'x') + "\"") + "\n" + row() + "\n";
  const auto json =
      nlohmann::json::parse(gateway.post("/submit", body, ann, kLines).body);
  EXPECT_EQ(json["processed_count"], 1);
  EXPECT_EQ(json["rejected"][0]["reason"], "longer than 100 bytes");
}

TEST(SubmitArray, BlocksNoAgentForARowThatIsTooLong) {
  auto options = TestGateway::open_to_all();
  options.submission.max_line_bytes = 100;
  TestGateway gateway{options};
  const auto ann = gateway.make_user("ann");
  const auto answer = gateway.post(
      "/submit",
      "[" + row("\"x\":\"" + std::string(100, 'x') + "\"") + "," + row() + "]",
      ann);
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "{\"error\":false,\"processed_count\":2}\n");
  const auto refused = stored_in(gateway.store, "flock-refused");
  ASSERT_THAT(refused, SizeIs(1));
  EXPECT_THAT(refused[0].bytes, HasSubstr("longer than 100 bytes"));
}

// They would be sent again until they are taken, and the row with them.
TEST(SubmitArray, KeepsAsTextWhatOnlyPythonReads) {
  for (const std::string member :
       {R"("x":"\ud800")", R"("x":1,"x":2)", R"("x":NaN)", R"("x":-Infinity)",
        R"("x":1e999)",
        R"("hostIdentifier":"bob","hostIdentifier":"\u0061nn","x":NaN)"}) {
    TestGateway gateway;
    const auto ann = gateway.make_user("ann");
    const auto odd = row(member);
    const auto body = "[" + odd + ",\n" + row() + "]";
    for (int i = 0; i < 2; ++i) {
      EXPECT_EQ(gateway.post("/submit", body, ann).body,
                "{\"error\":false,\"processed_count\":2}\n")
          << member;
    }
    EXPECT_THAT(stored_in(gateway.store, "flock-2026-11-23"), SizeIs(2));
    const auto refused = stored_in(gateway.store, "flock-refused");
    ASSERT_THAT(refused, SizeIs(2)) << member;
    const auto kept = nlohmann::json::parse(refused[0].bytes);
    EXPECT_EQ(kept["raw"], odd);
    EXPECT_NE(kept["reason"], "");
    EXPECT_EQ(kept["username"], "ann");
    EXPECT_TRUE(kept.contains("event.ingested"));
  }
}

TEST(SubmitArray, TakesNobodyElsesRowAsText) {
  TestGateway gateway;
  const auto ann = gateway.make_user("ann");
  for (const std::string members :
       {R"("hostIdentifier":"bob","x":NaN)", R"("x":NaN)",
        R"("hostIdentifier":"ann","hostIdentifier":"bob")",
        R"("hostIdentifier":"ann\ud800")",
        R"("x":{"hostIdentifier":"ann"},"y":NaN)"}) {
    EXPECT_EQ(error_of(gateway.post("/submit",
                                    "[" + row() + ",{" + members + "}]", ann)),
              "Item 1 does not contain the correct hostIdentifier")
        << members;
  }
  EXPECT_THAT(stored_in(gateway.store, "flock-2026-11-23"), SizeIs(0));
  EXPECT_THAT(stored_in(gateway.store, "flock-refused"), SizeIs(0));
}

TEST(Submit, BoundsTheNumberOfRecords) {
  auto options = TestGateway::open_to_all();
  options.submission.max_records = 2;
  TestGateway gateway{options};
  const auto ann = gateway.make_user("ann");
  EXPECT_EQ(gateway.post("/submit", "x\nx\n", ann, kLines).status, 200);
  const auto lines = gateway.post("/submit", "x\nx\nx\n", ann, kLines);
  EXPECT_EQ(lines.status, 413);
  EXPECT_EQ(error_of(lines), "A request must have at most 2 records");
  const auto array = "[" + row() + "," + row() + "," + row() + "]";
  EXPECT_EQ(gateway.post("/submit", array, ann).status, 413);
  EXPECT_THAT(stored_in(gateway.store, "flock-2026-11-23"), SizeIs(0));
}

TEST(Submit, UnpacksBodies) {
  TestGateway gateway;
  const auto ann = gateway.make_user("ann");
  auto request =
      TestGateway::request("/submit", gzip(row() + "\n"), ann, kLines);
  request.content_encoding = "gzip";
  EXPECT_EQ(ask(gateway.service, request).status, 200);
  EXPECT_THAT(stored_in(gateway.store, "flock-2026-11-23"), SizeIs(1));
  request.body = "not gzip";
  EXPECT_EQ(ask(gateway.service, request).status, 400);
  request.content_encoding = "br";
  EXPECT_EQ(ask(gateway.service, request).status, 415);
}

TEST(Submit, BoundsWhatABodyUnpacksTo) {
  TestGateway gateway;
  auto request =
      TestGateway::request("/submit", gzip(std::string(17 << 20, '\n')),
                           gateway.make_user("ann"), kLines);
  request.content_encoding = "gzip";
  const auto answer = ask(gateway.service, request);
  EXPECT_EQ(answer.status, 413);
  EXPECT_EQ(error_of(answer), "The body must have at most 16777216 bytes");
}

TEST(Submit, SurvivesEveryTruncationOfABody) {
  TestGateway gateway;
  const auto ann = gateway.make_user("ann");
  const auto body = "[" + row("\"a\":[{\"b\":\"\\u00e9\"},1e5]") + "]";
  for (std::size_t size = 0; size < body.size(); ++size) {
    EXPECT_EQ(gateway.post("/submit", body.substr(0, size), ann).status, 400);
  }
}

TEST(Submit, RefusesBottomlessNesting) {
  TestGateway gateway;
  const auto ann = gateway.make_user("ann");
  EXPECT_EQ(gateway.post("/submit", std::string(100000, '['), ann).status, 400);
  EXPECT_EQ(gateway.post("/register", std::string(100000, '[')).status, 400);
}

TEST(Service, SaysWhenItCannotStoreAndWhenToComeBack) {
  FakeStore store;
  FakeClock clock;
  Log log{"test", LogFormat::daemon, LogLevel::error, -1};
  CommitQueue queue{store, {}, log};
  Service service{store, queue, {}, clock, clock, system_random(), log};
  auto request = TestGateway::request(
      "/submit", row(), basic("ann", std::string(32, 't')), kLines);
  const auto answer = ask(service, request);
  EXPECT_EQ(answer.status, 503);  // never 401: the user may be there
  EXPECT_TRUE(answer.retry_after);
  EXPECT_THAT(answer.body, testing::Not(HasSubstr("reach")));
}

// Everything of a real store, but put() fails.
class FullStore : public SqliteStore {
 public:
  using SqliteStore::SqliteStore;
  std::vector<PutResult> put(std::span<const NewRecord> records) override {
    if (!full) return SqliteStore::put(records);
    return {records.size(), {PutOutcome::unavailable, "disk full"}};
  }
  bool full = false;
};

// Takes no record of 1000 bytes or more.
class NarrowStore : public SqliteStore {
 public:
  using SqliteStore::SqliteStore;
  std::vector<PutResult> put(std::span<const NewRecord> records) override {
    auto results = SqliteStore::put(short_ones(records));
    for (std::size_t i = 0; i < records.size(); ++i) {
      if (!is_long(records[i])) continue;
      results.insert(results.begin() + static_cast<std::ptrdiff_t>(i),
                     {PutOutcome::too_long, "no request of 1000 bytes"});
    }
    return results;
  }

 private:
  static bool is_long(const NewRecord& record) {
    return record.bytes.size() >= 1000 && record.index != "flock-refused";
  }
  static std::vector<NewRecord> short_ones(std::span<const NewRecord> records) {
    std::vector<NewRecord> out;
    for (const auto& record : records) {
      if (!is_long(record)) out.push_back(record);
    }
    return out;
  }
};

// A service over a store that is a test's own.
template <typename AnyStore>
struct ServiceOver {
  TempDir folder;
  AnyStore store{folder / "gateway.db", SqliteStore::Access::read_write};
  FakeClock clock;
  Log log{"test", LogFormat::daemon, LogLevel::error, -1};
  CommitQueue queue{store, {}, log};
  Service service{store, queue, TestGateway::open_to_all(),
                  clock, clock, system_random(),
                  log};
};

TEST(Service, LetsNoRecordBlockItsClientForItsLength) {
  ServiceOver<NarrowStore> over;
  auto& store = over.store;
  auto& service = over.service;
  const std::string token(32, 't');
  ask(service, TestGateway::request(
                   "/register",
                   "{\"username\":\"ann\",\"auth_token\":\"" + token + "\"}",
                   "", "application/json"));
  const auto ann = basic("ann", token);
  const auto too_long = row("\"x\":\"" + std::string(1000, 'x') + "\"");
  const auto lines =
      too_long + "\nno JSON\n" + row("\"n\":2") + "\n" + too_long;
  // Whoever is answered record by record keeps it.
  EXPECT_EQ(
      ask(service, TestGateway::request("/submit", lines, ann, kLines)).body,
      "{\"error\":false,\"processed_count\":1,\"rejected\":["
      "{\"index\":0,\"reason\":\"longer than the store can take\"},"
      "{\"index\":1,\"reason\":\"neither a value nor a number at byte 1\"},"
      "{\"index\":3,\"reason\":\"longer than the store can take\"}]}\n");
  // An agent of the predecessor's would send it for ever.
  EXPECT_EQ(ask(service, TestGateway::request(
                             "/submit", "[" + too_long + "," + row() + "]", ann,
                             "application/json"))
                .body,
            "{\"error\":false,\"processed_count\":2}\n");
  const auto kept = stored_in(store, "flock-refused");
  ASSERT_THAT(kept, SizeIs(3));
  EXPECT_THAT(kept[0].bytes, HasSubstr("no request of 1000 bytes"));
}

TEST(Service, AcknowledgesNothingThatIsNotStored) {
  ServiceOver<FullStore> over;
  auto& store = over.store;
  auto& service = over.service;
  const std::string token(32, 't');
  const auto form = TestGateway::request(
      "/register", "{\"username\":\"ann\",\"auth_token\":\"" + token + "\"}",
      "", "application/json");
  store.full = true;
  // With a token of its own the agent can ask again; without it is told.
  EXPECT_EQ(ask(service, form).status, 503);
  auto uncertain = form;
  uncertain.body = "{\"username\":\"bob\"}";
  EXPECT_EQ(ask(service, uncertain).status, 200);
  const auto submit =
      TestGateway::request("/submit", row(), basic("ann", token), kLines);
  EXPECT_EQ(ask(service, submit).status, 503);
  store.full = false;
  EXPECT_EQ(ask(service, form).status, 200);
  EXPECT_EQ(ask(service, submit).status, 200);
}

}  // namespace
}  // namespace flk
