// SPDX-License-Identifier: GPL-3.0-or-later
// What store_test.cpp does not ask of every store.

#include <flock/store/elastic_store.hpp>

#include <atomic>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <flock/base/error.hpp>
#include <flock/store/refused.hpp>

#include "support/fake_clock.hpp"
#include "support/fake_engine.hpp"

namespace flk {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using Reply = HttpServer::Reply;
using Request = HttpServer::Request;

class ElasticStoreTest : public testing::Test {
 protected:
  std::vector<PutResult> put(const std::string& id, const std::string& index,
                             const std::string& bytes) {
    const NewRecord record{id, index, bytes, {}};
    return store_.put({&record, 1});
  }

  // INDEX/ID, as they come.
  std::vector<std::string> scan(const ScanFilter& filter = {}) {
    std::vector<std::string> out;
    store_.scan(filter, [&](const StoredRecord& record) {
      out.push_back(std::string(record.index) + "/" + std::string(record.id));
    });
    return out;
  }

  void answer_bulk_with(int status, const std::string& body) {
    engine_.intercept = [=](const Request& request) -> std::optional<Reply> {
      if (!request.target.starts_with("/_bulk")) return std::nullopt;
      return Reply{status, body};
    };
  }

  // How often somebody asks the engine for user ann.
  void count_look_ups() {
    engine_.intercept = [this](const Request& request) -> std::optional<Reply> {
      if (request.method == "GET" &&
          request.target == "/flock_users/_doc/ann") {
        ++look_ups_;
      }
      return std::nullopt;
    };
  }

  // Once the invite is spent.
  void die_before_the_user_is_made(const Registration& registration) {
    const auto made = [name = registration.name](const Request& request) {
      const auto& at = request.target;
      return request.method == "PUT" && at.starts_with("/flock_users/") &&
             at.find("/" + name + "?") != std::string::npos;
    };
    engine_.intercept = [=](const Request& request) -> std::optional<Reply> {
      if (!made(request)) return std::nullopt;
      return Reply{503, "{}"};
    };
    EXPECT_THROW(store_.register_user(registration), Error);
    engine_.intercept = nullptr;
  }

  std::atomic<int> look_ups_ = 0;
  FakeEngine engine_;
  FakeClock clock_;
  ElasticStore store_{{engine_.url(), "", ""}, clock_};
};

TEST_F(ElasticStoreTest, NamesWhatTheEngineRefusesForItsShape) {
  const auto results = put("A", "flock-2026-11-23", R"({"clash":1})");
  EXPECT_EQ(results[0].outcome, PutOutcome::refused);
  EXPECT_EQ(results[0].reason, "mapper_parsing_exception: clash");
}

TEST_F(ElasticStoreTest, BlamesNoDocumentForItsIndex) {
  for (const auto* type : {"index_closed_exception", "validation_exception"}) {
    answer_bulk_with(200,
                     R"({"items":[{"create":{"status":400,"error":{"type":")" +
                         std::string(type) + R"(","reason":"x"}}}]})");
    EXPECT_EQ(put("A", "flock-2026-11-23", "{}")[0].outcome,
              PutOutcome::unavailable)
        << type;
  }
}

TEST_F(ElasticStoreTest, AcknowledgesNothingThatTheEngineDoesNot) {
  for (const int status : {429, 500, 503, 403, 404, 200}) {
    answer_bulk_with(status, R"({"error":{"type":"some_exception"}})");
    const auto results = put("A", "flock-2026-11-23", "{}");
    ASSERT_EQ(results.size(), 1u);
    EXPECT_EQ(results[0].outcome, PutOutcome::unavailable) << status;
    EXPECT_THAT(results[0].reason, HasSubstr("some_exception"));
  }
  for (const int status : {429, 503, 403, 404}) {
    answer_bulk_with(200, "{\"items\":[{\"create\":{\"status\":" +
                              std::to_string(status) + "}}]}");
    EXPECT_EQ(put("A", "flock-2026-11-23", "{}")[0].outcome,
              PutOutcome::unavailable)
        << status;
  }
  answer_bulk_with(200, "<html>");
  EXPECT_EQ(put("A", "flock-2026-11-23", "{}")[0].outcome,
            PutOutcome::unavailable);
}

TEST_F(ElasticStoreTest, SaysWhenTheRequestAsAWholeIsToBlame) {
  answer_bulk_with(400, R"({"error":{"type":"illegal_argument_exception"}})");
  EXPECT_EQ(put("A", "flock-2026-11-23", "{}")[0].outcome,
            PutOutcome::refused_together);
}

TEST_F(ElasticStoreTest, SendsLessAtOnceToAnEngineThatFindsItTooMuch) {
  std::vector<std::size_t> sizes;
  engine_.intercept = [&](const Request& request) -> std::optional<Reply> {
    if (!request.target.starts_with("/_bulk")) return std::nullopt;
    sizes.push_back(request.body.size());
    if (request.body.size() > 200000) return Reply{413, ""};
    return std::nullopt;
  };
  std::vector<std::string> ids;
  for (int i = 0; i < 8; ++i) ids.push_back("id-" + std::to_string(i));
  const std::string bytes = "{\"x\":\"" + std::string(80000, 'x') + "\"}";
  std::vector<NewRecord> records;
  for (const auto& id : ids) {
    records.push_back({id, "flock-2026-11-23", bytes, {}});
  }
  for (const auto& result : store_.put(records)) {
    EXPECT_EQ(result.outcome, PutOutcome::stored);
  }
  EXPECT_EQ(scan().size(), 8u);
  EXPECT_LT(store_.useful_bytes(), 400000u);
  const auto before = sizes.size();
  EXPECT_EQ(store_.put(records)[0].outcome, PutOutcome::already_there);
  EXPECT_LE(sizes.size() - before, 8u);
}

TEST_F(ElasticStoreTest, SaysWhenARecordIsTooLongEvenAlone) {
  // Below the least that a request is made short of.
  engine_.intercept = [&](const Request& request) -> std::optional<Reply> {
    if (!request.target.starts_with("/_bulk")) return std::nullopt;
    if (request.body.size() > 1000) return Reply{413, ""};
    return std::nullopt;
  };
  const std::string text = R"({"x":1})";
  const std::string too_long = "{\"x\":\"" + std::string(2000, 'x') + "\"}";
  std::vector<std::string> ids;
  for (int i = 0; i < 30; ++i) ids.push_back("id-" + std::to_string(i));
  std::vector<NewRecord> records;
  for (int i = 0; i < 30; ++i) {
    records.push_back(
        {ids[i], "flock-2026-11-23", i == 17 ? too_long : text, {}});
  }
  const auto results = store_.put(records);
  ASSERT_EQ(results.size(), 30u);
  for (int i = 0; i < 30; ++i) {
    EXPECT_EQ(results[i].outcome,
              i == 17 ? PutOutcome::too_long : PutOutcome::stored)
        << i;
  }
  EXPECT_EQ(scan().size(), 29u);
}

TEST_F(ElasticStoreTest, ListsMoreInvitesThanOneAnswerHolds) {
  constexpr int kMany = 1100;
  for (int i = 0; i < kMany; ++i) {
    Invite invite;
    invite.code_hash = "code-" + std::to_string(i);
    store_.add_invite(invite);
  }
  std::set<std::string> found;
  store_.each_invite(
      [&](const Invite& invite) { found.insert(invite.code_hash); });
  EXPECT_EQ(found.size(), static_cast<std::size_t>(kMany));
}

TEST_F(ElasticStoreTest, TakesNoOther404ForAMissingUser) {
  engine_.intercept = [](const Request&) { return Reply{404, "<html>"}; };
  EXPECT_THROW(store_.find_user("ann"), Error);
  engine_.intercept = [](const Request&) {
    return Reply{404, R"({"error":{"type":"index_not_found_exception"}})"};
  };
  EXPECT_FALSE(store_.find_user("ann"));
}

TEST_F(ElasticStoreTest, DoesNotTakeAnEngineThatIsAwayForOneWithoutUsers) {
  engine_.intercept = [](const Request&) { return Reply{503, "{}"}; };
  EXPECT_THROW(store_.find_user("ann"), Error);
  EXPECT_TRUE(store_.fault());
}

TEST_F(ElasticStoreTest, GivesOutOnceWhatIsStoredInTwoIndices) {
  put("A", "flock-2026-11-23", "{}");
  put("A", "flock-undated", "{}");
  put("A", std::string(kRefusedIndex), R"({"raw":"{}"})");
  put("B", "flock-undated", "{}");
  put("B", std::string(kRefusedIndex), R"({"raw":"{}"})");
  put("C", std::string(kRefusedIndex), R"({"raw":"{}"})");
  EXPECT_THAT(scan(), ElementsAre("flock-2026-11-23/A", "flock-undated/B",
                                  "flock-refused/C"));
}

TEST_F(ElasticStoreTest, LooksIntoWhatTheEngineRefused) {
  put("A", std::string(kRefusedIndex),
      R"({"raw":"{\"name\":\"crontab\"}","username":"ann"})");
  put("B", std::string(kRefusedIndex),
      R"({"raw":"{\"name\":\"os_version\"}","username":"ann"})");
  EXPECT_THAT(scan({.twig = "crontab"}), ElementsAre("flock-refused/A"));
}

TEST_F(ElasticStoreTest, ReadsLongRecordsFewAtOnce) {
  for (int i = 0; i < 20; ++i) {
    put("id-" + std::to_string(i), "flock-2026-11-23", "{}");
  }
  engine_.max_hits = 8;
  EXPECT_EQ(scan().size(), 20u);
}

TEST_F(ElasticStoreTest, RefusesAnIndexThatCannotBe) {
  for (const auto* pattern : {"", "flock-*/_doc", "Flock", "a b", "x?y"}) {
    EXPECT_THROW(scan({.index = pattern}), Error) << pattern;
  }
}

TEST_F(ElasticStoreTest, PrunesWhatIsClosedWhereItNeedNotLookInside) {
  std::set<std::string> deleted;
  engine_.intercept = [&](const Request& request) -> std::optional<Reply> {
    if (request.method == "DELETE") deleted.insert(request.target);
    if (!request.target.starts_with("/_cat/indices/")) return std::nullopt;
    return Reply{.body = R"([
      {"index":"flock-2026-01-01","status":"close","docs.count":null},
      {"index":"flock-undated","status":"close","docs.count":null},
      {"index":"flock-2026-01-02","status":"open","docs.count":"2"}])"};
  };
  try {
    store_.prune(*parse_rfc3339("2026-11-23T00:00:00Z"));
    FAIL() << "the closed index is not named";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::try_again);
    EXPECT_THAT(error.what(), HasSubstr("'flock-undated': it is closed"));
    EXPECT_THAT(error.what(), HasSubstr("2 records deleted"));
  }
  EXPECT_THAT(deleted, ElementsAre("/flock-2026-01-01", "/flock-2026-01-02"));
}

TEST_F(ElasticStoreTest, FinishesARegistrationThatDiedAfterItsInvite) {
  store_.add_invite({"code", "", "", 1, {}, Milliseconds{1000}});
  Registration r{"ann", "Ann", "token", "code", "", true, Milliseconds{1}};
  die_before_the_user_is_made(r);
  auto other = r;
  other.name = "bob";
  EXPECT_EQ(store_.register_user(other).outcome,
            RegisterOutcome::invite_invalid);
  r.now = Milliseconds{5000};  // the invite is over by now
  EXPECT_EQ(store_.register_user(r).outcome, RegisterOutcome::registered);
  store_.delete_user("ann", r.now);
  EXPECT_EQ(store_.register_user(r).outcome, RegisterOutcome::invite_invalid);
}

TEST_F(ElasticStoreTest, FinishesASecondRegistrationLikeTheFirst) {
  store_.add_invite({"code", "", "", 2, {}, Milliseconds{1000}});
  Registration r{"ann", "Ann", "token", "code", "", true, Milliseconds{1}};
  store_.register_user(r);
  store_.delete_user("ann", r.now);
  die_before_the_user_is_made(r);
  r.now = Milliseconds{5000};
  EXPECT_EQ(store_.register_user(r).outcome, RegisterOutcome::registered);
  store_.delete_user("ann", r.now);
  EXPECT_EQ(store_.register_user(r).outcome, RegisterOutcome::invite_invalid);
}

TEST_F(ElasticStoreTest, FinishesNothingByAnInviteThatWasRevoked) {
  store_.add_invite({"code", "", "", 1, {}, Milliseconds{1000}});
  const Registration r{"ann", "Ann", "token",        "code",
                       "",    true,  Milliseconds{1}};
  die_before_the_user_is_made(r);
  store_.revoke_invite("code");
  EXPECT_EQ(store_.register_user(r).outcome, RegisterOutcome::invite_invalid);
}

TEST_F(ElasticStoreTest, RemembersAUserForAWhileButNeverThatThereIsNone) {
  count_look_ups();
  EXPECT_FALSE(store_.find_user("ann"));
  EXPECT_FALSE(store_.find_user("ann"));
  EXPECT_EQ(look_ups_, 2);
  store_.register_user({"ann", "", "token", "", "", false, Milliseconds{1}});
  look_ups_ = 0;
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(store_.find_user("ann"));
  clock_.advance(std::chrono::seconds{3});
  EXPECT_TRUE(store_.find_user("ann"));
  EXPECT_EQ(look_ups_, 1);
  clock_.advance(Milliseconds{1});
  EXPECT_TRUE(store_.find_user("ann"));
  EXPECT_EQ(look_ups_, 2);
  store_.delete_user("ann", Milliseconds{2});
  EXPECT_FALSE(store_.find_user("ann"));
}

TEST_F(ElasticStoreTest, DoesNotKnowADeletedUserOfAnotherGatewayAfter3Seconds) {
  ElasticStore other{{engine_.url(), "", ""}, clock_};
  other.register_user({"ann", "", "token", "", "", false, Milliseconds{1}});
  EXPECT_TRUE(store_.find_user("ann"));
  other.delete_user("ann", Milliseconds{2});
  clock_.advance(Milliseconds{3001});
  EXPECT_FALSE(store_.find_user("ann"));
}

// The time that an answer takes would say who is a user.
TEST_F(ElasticStoreTest, AsksOnceForWhomItDoesNotWantAsForNobody) {
  const auto is_wanted = [this](bool wanted) {
    look_ups_ = 0;
    return store_.find_user_if("ann", [&](const User&) { return wanted; })
        .has_value();
  };
  count_look_ups();
  EXPECT_FALSE(is_wanted(false));
  EXPECT_EQ(look_ups_, 1);
  store_.register_user({"ann", "", "token", "", "", false, Milliseconds{1}});
  for (int i = 0; i < 2; ++i) {
    EXPECT_FALSE(is_wanted(false));
    EXPECT_EQ(look_ups_, 1);
  }
  EXPECT_TRUE(is_wanted(true));
  EXPECT_EQ(look_ups_, 0);
}

}  // namespace
}  // namespace flk
