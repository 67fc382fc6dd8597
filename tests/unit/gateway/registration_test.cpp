// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/gateway/registration.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <thread>
#include <vector>

#include <flock/auth/invite.hpp>
#include <flock/auth/token.hpp>

#include "support/gateway.hpp"
#include "support/records.hpp"

namespace flk {
namespace {

using testing::ElementsAre;
using testing::MatchesRegex;
using testing::SizeIs;

const std::string kKey =
    "RWQBAgMEBQYHCAOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4";
const std::string kToken(32, 't');

std::string error_of(const GatewayAnswer& answer) {
  EXPECT_EQ(answer.status, 400);
  return ParsedRecord { answer.body } -> text("error_msg");
}

struct Refusal {
  std::string body;
  std::string error;
};

GatewayAnswer post_form(TestGateway& gateway, const std::string& body) {
  return gateway.post("/register", body, "",
                      "application/x-www-form-urlencoded; charset=utf-8");
}

TEST(Registration, TakesTheFormOf2019) {
  TestGateway gateway;
  const auto answer = post_form(gateway, "username=4C4C4544-0051");
  EXPECT_EQ(answer.status, 200);
  EXPECT_THAT(answer.body, MatchesRegex("\\{\"auth_token\":\"[0-9a-f]{32}\","
                                        "\"error\":false\\}\n"));
  EXPECT_TRUE(gateway.store.find_user("4C4C4544-0051"));
  for (const auto& [body, error] : std::vector<Refusal>{
           {"", "You must provide a username"},
           {"name=x", "You must provide a username"},
           {"username=", "You must provide a username"},
           {"username=%zz&username=ann",
            "Usernames must only contain letters, numbers, '-', or '_'"},
           {"username=ann+laptop",
            "Usernames must only contain letters, numbers, '-', or '_'"},
           {"username=4C4C4544%2D0051",
            "Your computer (4C4C4544-0051) is already registered with this "
            "server"}}) {
    EXPECT_EQ(error_of(post_form(gateway, body)), error) << body;
  }
}

TEST(Registration, RefusesWhatThePredecessorRefusedInItsWords) {
  TestGateway gateway;
  gateway.make_user("taken");
  const std::string characters =
      "Usernames must only contain letters, numbers, '-', or '_'";
  for (const auto& [body, error] : std::vector<Refusal>{
           {"", "Invalid JSON object"},
           {"{broken", "Invalid JSON object"},
           {"{}", "Invalid JSON object"},
           {"[]", "Invalid JSON object"},
           {"null", "Invalid JSON object"},
           {"0", "Invalid JSON object"},
           {"\"\"", "Invalid JSON object"},
           {"false", "Invalid JSON object"},
           {"[1]", "Invalid JSON object"},
           {"\"username\"", "Invalid JSON object"},
           {R"({"name":"x"})", "You must provide a username"},
           {R"({"username":""})", "You must provide a username"},
           {R"({"username":null})", "You must provide a username"},
           {R"({"username":5})", characters},
           {R"({"username":["ann"]})", characters},
           {R"({"username":"ann laptop"})", characters},
           {R"({"username":"../ann"})", characters},
           {R"({"username":"ann\u0000"})", characters},
           {R"({"username":"ann","name":5})", "The name must be text"},
           {R"({"username":"taken"})",
            "Your computer (taken) is already registered with this server"}}) {
    EXPECT_EQ(error_of(gateway.post("/register", body)), error) << body;
  }
  EXPECT_EQ(
      error_of(gateway.post(
          "/register", "{\"username\":\"" + std::string(129, 'a') + "\"}")),
      "Usernames must have at most 128 characters");
}

TEST(Registration, NeedsAJsonType) {
  TestGateway gateway;
  const std::string body = R"({"username":"ann"})";
  EXPECT_EQ(error_of(gateway.post("/register", body, "", "text/plain")),
            "Invalid JSON object");
  EXPECT_EQ(
      gateway.post("/register", body, "", "application/json; charset=utf-8")
          .status,
      200);
}

TEST(Registration, GivesATokenThatWorksAtOnce) {
  TestGateway gateway;
  const auto answer = gateway.post(
      "/register", R"({"username":"4C4C-0051","name":"N*ick Fury","x":1})");
  EXPECT_EQ(answer.status, 200);
  EXPECT_THAT(
      answer.body,
      MatchesRegex("\\{\"auth_token\":\"[0-9a-f]{32}\",\"error\":false\\}\n"));
  const auto token = ParsedRecord { answer.body } -> text("auth_token");
  EXPECT_EQ(gateway.get("/ping", basic("4C4C-0051", token)).status, 200);
  EXPECT_EQ(gateway.store.find_user("4C4C-0051")->display_name, "Nick Fury");
}

TEST(Registration, NeverStoresAToken) {
  TestGateway gateway;
  gateway.make_user("ann");
  for (const auto* file : {"gateway.db", "gateway.db-wal"}) {
    EXPECT_THAT(contents(gateway.folder / file),
                testing::Not(testing::HasSubstr(kToken)));
  }
}

TEST(Registration, IsKeptAsAnAgentRecord) {
  TestGateway gateway;
  gateway.make_user("ann", "Ann");
  gateway.post("/register", R"({"username":"ann","name":"Somebody"})");
  const auto stored = stored_in(gateway.store, "flock-agent-2026-11");
  ASSERT_THAT(stored, SizeIs(2));
  EXPECT_EQ(
      stored[0].bytes,
      R"({"type":"user_registered","timestamp":1795417200000,)"
      R"("hostIdentifier":"ann","name":"Ann",)"
      R"("@timestamp":"2026-11-23T07:00:00.000Z","username":"ann",)"
      R"("user_name":"Ann","event.ingested":"2026-11-23T07:00:00.000Z"})");
  EXPECT_EQ(
      stored[1].bytes,
      R"({"type":"user_already_exists","timestamp":1795417200000,)"
      R"("hostIdentifier":"ann","name":"Somebody",)"
      R"("@timestamp":"2026-11-23T07:00:00.000Z","username":"ann",)"
      R"("user_name":"Ann","event.ingested":"2026-11-23T07:00:00.000Z"})");
}

TEST(Registration, TakesAnAgentsOwnToken) {
  TestGateway gateway;
  const auto answer = gateway.post(
      "/register", "{\"username\":\"ann\",\"auth_token\":\"" + kToken + "\"}");
  EXPECT_EQ(answer.body,
            "{\"auth_token\":\"" + kToken + "\",\"error\":false}\n");
  EXPECT_EQ(error_of(gateway.post(
                "/register", R"({"username":"bob","auth_token":"short"})")),
            "The auth_token must be 32 to 128 letters, numbers, '-', or '_'");
}

TEST(Registration, RepeatedIsAnsweredLikeTheFirst) {
  TestGateway gateway;
  const auto body = "{\"username\":\"ann\",\"auth_token\":\"" + kToken + "\"}";
  const auto first = gateway.post("/register", body);
  gateway.clock.advance(Milliseconds{100000});
  const auto second = gateway.post("/register", body);
  EXPECT_EQ(second.status, 200);
  EXPECT_EQ(second.body, first.body);
  EXPECT_THAT(stored_in(gateway.store), SizeIs(1));
}

TEST(Registration, GivesOneNameToOneOfMany) {
  TestGateway gateway;
  std::atomic<int> registered = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      if (gateway.post("/register", R"({"username":"ann"})").status == 200) {
        ++registered;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(registered, 1);
  EXPECT_THAT(stored_in(gateway.store), SizeIs(8));
}

// Nor does it move the user's last sign of life.
TEST(Registration, LeavesNoTraceOfTriesTooMany) {
  auto options = TestGateway::open_to_all();
  options.max_failures = 3;
  TestGateway gateway{options};
  gateway.make_user("ann");
  const auto body = R"({"username":"ann"})";
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(gateway.post("/register", body).status, 400);
  }
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(gateway.post("/register", body).status, 429);
  }
  // Nor do those that were let in before the last of them failed.
  const auto request =
      TestGateway::request("/register", body, "", "application/json");
  gateway.service.handle(request, [](const GatewayAnswer& answer) {
    EXPECT_EQ(answer.status, 429);
  });
  EXPECT_THAT(stored_in(gateway.store), SizeIs(1 + 3));
}

TEST(Registration, MakesSoManyUsersAnHourForOneAddress) {
  auto options = TestGateway::open_to_all();
  options.max_registrations = 2;
  TestGateway gateway{options};
  const auto name = [](int i) {
    return "{\"username\":\"u" + std::to_string(i) + "\"}";
  };
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(gateway.post("/register", name(i)).status, 200);
  }
  const auto refused = gateway.post("/register", name(2));
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(refused.retry_after, Seconds{1800});
  EXPECT_FALSE(gateway.store.find_user("u2"));
}

class InviteOnly : public testing::Test {
 protected:
  InviteOnly() {
    Invite invite;
    invite.code_hash = hash_token("the-code");
    invite.display_name = "Ann";
    invite.expires = gateway_.clock.now() + Milliseconds{1000};
    gateway_.store.add_invite(invite);
  }

  std::string form(const std::string& name, const std::string& code) {
    return "{\"username\":\"" + name + "\",\"invite\":\"" + code +
           "\",\"auth_token\":\"" + kToken + "\"}";
  }

  TestGateway gateway_{ServiceOptions{}};
};

TEST_F(InviteOnly, LetsNobodyInWithoutOne) {
  EXPECT_EQ(error_of(gateway_.post("/register", R"({"username":"ann"})")),
            "This server needs an invite to register");
  EXPECT_EQ(error_of(gateway_.post("/register", R"({"username":"a b"})")),
            "Usernames must only contain letters, numbers, '-', or '_'");
}

TEST_F(InviteOnly, LetsNobodyListUsers) {
  gateway_.post("/register", form("ann", "the-code"));
  const auto of_taken = gateway_.post("/register", R"({"username":"ann"})");
  const auto of_free = gateway_.post("/register", R"({"username":"bob"})");
  EXPECT_EQ(of_taken.body, of_free.body);
  const auto with_wrong = gateway_.post("/register", form("bob", "wrong"));
  gateway_.clock.advance(Milliseconds{1});
  auto other = form("ann", "wrong");
  EXPECT_EQ(gateway_.post("/register", other).body, with_wrong.body);
}

TEST_F(InviteOnly, RefusesASecondUseButNotARepeat) {
  const auto first = gateway_.post("/register", form("ann", "the-code"));
  EXPECT_EQ(first.status, 200);
  EXPECT_EQ(gateway_.post("/register", form("ann", "the-code")).body,
            first.body);
  EXPECT_EQ(error_of(gateway_.post("/register", form("bob", "the-code"))),
            "This invite is not valid: it is unknown, used up, too old, or for "
            "another username");
  EXPECT_EQ(gateway_.store.find_user("ann")->display_name, "Ann");
}

TEST_F(InviteOnly, RefusesOneThatIsTooOld) {
  gateway_.clock.advance(Milliseconds{1000});
  EXPECT_EQ(gateway_.post("/register", form("ann", "the-code")).status, 400);
}

TEST(Registration, CanBeClosed) {
  ServiceOptions options;
  options.registration = RegistrationMode::closed;
  TestGateway gateway{options};
  EXPECT_EQ(error_of(gateway.post("/register", R"({"username":"ann"})")),
            "This server takes no registrations");
}

std::vector<std::string> keys_of(Store& store) {
  std::vector<std::string> out;
  store.each_key([&](const UserKey& key) {
    out.push_back(key.user + " " + key.public_key);
  });
  return out;
}

TEST(PublicKey, IsStoredWithTheRegistration) {
  TestGateway gateway;
  gateway.post("/register",
               "{\"username\":\"ann\",\"public_key\":\"" + kKey + "\"}");
  EXPECT_THAT(keys_of(gateway.store), ElementsAre("ann " + kKey));
  EXPECT_EQ(error_of(gateway.post(
                "/register", R"({"username":"bob","public_key":"nonsense"})")),
            "The public_key must be a line of minisign's");
  EXPECT_FALSE(gateway.store.find_user("bob"));
}

TEST(PublicKey, IsStoredLaterForWhoeverShowsTheToken) {
  TestGateway gateway;
  const auto ann = gateway.make_user("ann");
  const auto body = "{\"public_key\":\"" + kKey + "\"}";
  EXPECT_EQ(gateway.post("/register", body, ann).body, "{\"error\":false}\n");
  EXPECT_EQ(gateway.post("/register", body, ann).status, 200);
  EXPECT_THAT(keys_of(gateway.store), ElementsAre("ann " + kKey));
  auto other = kKey;
  other[20] = other[20] == 'A' ? 'B' : 'A';
  EXPECT_EQ(error_of(gateway.post("/register",
                                  "{\"public_key\":\"" + other + "\"}", ann)),
            "This user has another public key");
  EXPECT_EQ(error_of(gateway.post("/register", "{\"x\":1}", ann)),
            "There is no public_key");
}

TEST(PublicKey, IsNobodyElsesToStore) {
  TestGateway gateway;
  const auto ann = gateway.make_user("ann");
  gateway.make_user("bob");
  const auto body = "{\"username\":\"bob\",\"public_key\":\"" + kKey + "\"}";
  EXPECT_EQ(gateway.post("/register", body, ann).status, 401);
  EXPECT_EQ(gateway.post("/register", body, basic("bob", "wrong")).status, 401);
  EXPECT_THAT(keys_of(gateway.store), SizeIs(0));
}

}  // namespace
}  // namespace flk
