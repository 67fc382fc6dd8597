// SPDX-License-Identifier: GPL-3.0-or-later
// What holds for every store. Each kind of store is a factory here.

#include <flock/store/store.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <deque>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include <flock/base/encoding.hpp>
#include <flock/store/elastic_store.hpp>
#include <flock/store/sqlite_store.hpp>

#include "support/engine_of_test.hpp"
#include "support/temp_dir.hpp"

namespace flk {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

struct Kind {
  std::string name;
  std::function<std::unique_ptr<Store>(const TempDir&, EngineOfTest&)> open;
};

void PrintTo(const Kind& kind, std::ostream* out) { *out << kind.name; }

class AnyStore : public testing::TestWithParam<Kind> {
 protected:
  std::unique_ptr<Store> open() { return GetParam().open(folder_, engine_); }

  TempDir folder_;
  EngineOfTest engine_;
  std::unique_ptr<Store> store_ = open();
};

std::string id_of(unsigned n) {
  std::string bytes(22, '\0');
  for (int i = 0; i < 4; ++i) {
    bytes[static_cast<std::size_t>(13 - i)] = static_cast<char>(n >> (8 * i));
  }
  return to_base64url(bytes);
}

// Keeps what the views of a NewRecord point to.
class Batch {
 public:
  // Those that follow are this user's.
  Batch& of(const std::string& user) {
    user_ = user;
    return *this;
  }
  Batch& add(const std::string& id, const std::string& index,
             const std::string& bytes,
             std::optional<Milliseconds> time = std::nullopt,
             bool tells_os = false) {
    texts_.push_back({id, index, bytes, user_});
    const auto& kept = texts_.back();
    records_.push_back({kept[0], kept[1], kept[2], time, kept[3], tells_os});
    return *this;
  }
  std::vector<PutOutcome> put_into(Store& store) {
    std::vector<PutOutcome> outcomes;
    for (const auto& result : store.put(records_)) {
      outcomes.push_back(result.outcome);
    }
    return outcomes;
  }

 private:
  std::string user_;
  std::deque<std::array<std::string, 4>> texts_;
  std::vector<NewRecord> records_;
};

struct Seen {
  std::string id;
  std::string index;
  std::string bytes;
  bool operator==(const Seen&) const = default;
};

std::vector<Seen> all(Store& store, const ScanFilter& filter = {}) {
  std::vector<Seen> seen;
  store.scan(filter, [&](const StoredRecord& record) {
    seen.push_back({std::string(record.id), std::string(record.index),
                    std::string(record.bytes)});
  });
  return seen;
}

std::vector<std::string> ids(Store& store, const ScanFilter& filter) {
  std::vector<std::string> out;
  for (const auto& seen : all(store, filter)) out.push_back(seen.id);
  std::sort(out.begin(), out.end());
  return out;
}

constexpr Milliseconds kNow{1795417200000};
const std::string kDay = "flock-2026-11-23";

TEST_P(AnyStore, GivesRecordsBackAsTheyWerePut) {
  const std::string odd =
      R"({ "b" :9007199254740993,"a":"\u00e9\/ é" , "n":-0.0, "e":{}, "l":[ ]})";
  EXPECT_THAT(Batch{}.add(id_of(1), kDay, odd).put_into(*store_),
              ElementsAre(PutOutcome::stored));
  EXPECT_THAT(all(*store_), ElementsAre(Seen{id_of(1), kDay, odd}));
}

TEST_P(AnyStore, NeverPutsOneRecordOverAnother) {
  Batch{}.add(id_of(1), kDay, R"({"a":1})").put_into(*store_);
  EXPECT_THAT(Batch{}
                  .add(id_of(1), kDay, R"({"a":2})")
                  .add(id_of(2), kDay, R"({"a":3})")
                  .add(id_of(2), kDay, R"({"a":4})")
                  .put_into(*store_),
              ElementsAre(PutOutcome::already_there, PutOutcome::stored,
                          PutOutcome::already_there));
  EXPECT_THAT(all(*store_), testing::UnorderedElementsAre(
                                Seen{id_of(1), kDay, R"({"a":1})"},
                                Seen{id_of(2), kDay, R"({"a":3})"}));
}

TEST_P(AnyStore, KeepsWhatItTookWhenItIsOpenedAgain) {
  Batch{}.add(id_of(1), kDay, "{}").put_into(*store_);
  store_.reset();
  store_ = open();
  EXPECT_THAT(Batch{}
                  .add(id_of(1), kDay, "{}")
                  .add(id_of(2), kDay, "{}")
                  .put_into(*store_),
              ElementsAre(PutOutcome::already_there, PutOutcome::stored));
  EXPECT_EQ(all(*store_).size(), 2u);
}

TEST_P(AnyStore, ScansMoreThanOneBlockEachOnce) {
  const std::string padding(700, 'x');
  Batch batch;
  constexpr unsigned kRecords = 3000;
  for (unsigned i = 0; i < kRecords; ++i) {
    batch.add(id_of(i), kDay,
              "{\"n\":" + std::to_string(i) + ",\"p\":\"" + padding + "\"}");
  }
  batch.put_into(*store_);
  std::set<std::string> seen;
  for (const auto& record : all(*store_)) {
    EXPECT_TRUE(seen.insert(record.id).second) << record.id;
  }
  EXPECT_EQ(seen.size(), kRecords);
}

TEST_P(AnyStore, NarrowsAScan) {
  Batch{}
      .add(
          id_of(1), kDay,
          R"({"@timestamp":"2026-11-23T07:00:00.000Z","name":"os_version","username":"ann"})",
          kNow)
      .add(
          id_of(2), "flock-2026-11-24",
          R"({"@timestamp":"2026-11-24T07:00:00.000Z","name":"crontab","username":"ann"})",
          kNow + std::chrono::hours{24})
      .add(id_of(3), "flock-undated", R"({"name":"crontab","username":"bob"})")
      .put_into(*store_);
  EXPECT_THAT(ids(*store_, {.index = "flock-2026-*"}),
              ElementsAre(id_of(1), id_of(2)));
  EXPECT_THAT(ids(*store_, {.index = "flock-*,-flock-undated"}),
              ElementsAre(id_of(1), id_of(2)));
  EXPECT_THAT(ids(*store_, {.index = "flock-none"}), IsEmpty());
  EXPECT_THAT(ids(*store_, {.since = kNow + Milliseconds{1}}),
              ElementsAre(id_of(2)));
  EXPECT_THAT(ids(*store_, {.since = kNow}), ElementsAre(id_of(1), id_of(2)));
  EXPECT_THAT(ids(*store_, {.until = kNow}), IsEmpty());
  EXPECT_THAT(ids(*store_, {.until = kNow + Milliseconds{1}}),
              ElementsAre(id_of(1)));
  EXPECT_THAT(ids(*store_, {.twig = "crontab"}),
              ElementsAre(id_of(2), id_of(3)));
  EXPECT_THAT(ids(*store_, {.user = "bob"}), ElementsAre(id_of(3)));
  EXPECT_THAT(ids(*store_, {.twig = "crontab", .user = "ann"}),
              ElementsAre(id_of(2)));
}

TEST_P(AnyStore, HasNoFault) { EXPECT_EQ(store_->fault(), std::nullopt); }

Registration registration(const std::string& name) {
  Registration r;
  r.name = name;
  r.display_name = "Ann";
  r.token_hash = "hash of " + name;
  r.needs_invite = false;
  r.now = kNow;
  return r;
}

Invite invite(const std::string& code_hash, int uses = 1) {
  Invite i;
  i.code_hash = code_hash;
  i.display_name = "From the invite";
  i.uses_left = uses;
  i.created = kNow;
  i.expires = kNow + std::chrono::hours{1};
  return i;
}

Registration invited(const std::string& name, const std::string& code_hash) {
  auto r = registration(name);
  r.needs_invite = true;
  r.invite_hash = code_hash;
  return r;
}

std::vector<UserKey> keys(Store& store) {
  std::vector<UserKey> out;
  store.each_key([&](const UserKey& key) { out.push_back(key); });
  return out;
}

TEST_P(AnyStore, FindsUsersByTheirExactName) {
  EXPECT_EQ(store_->register_user(registration("4C4C-0051")).outcome,
            RegisterOutcome::registered);
  const auto user = store_->find_user("4C4C-0051");
  ASSERT_TRUE(user);
  EXPECT_EQ(user->name, "4C4C-0051");
  EXPECT_EQ(user->display_name, "Ann");
  EXPECT_EQ(user->token_hash, "hash of 4C4C-0051");
  EXPECT_EQ(user->created, kNow);
  for (const auto* name : {"4c4c-0051", "4C4C", "0051", "4C4C-0051 ", "%"}) {
    EXPECT_FALSE(store_->find_user(name)) << name;
  }
}

TEST_P(AnyStore, KnowsUsersWhoAreCalledLikePathsOfAnEngine) {
  for (const std::string name : {"_search", "_mapping", "_bulk", "_create",
                                 "_source", "_", "__search"}) {
    EXPECT_FALSE(store_->find_user(name)) << name;
    EXPECT_EQ(store_->register_user(registration(name)).outcome,
              RegisterOutcome::registered);
    EXPECT_TRUE(store_->reset_token(name, "new")) << name;
    EXPECT_EQ(store_->find_user(name)->token_hash, "new") << name;
    EXPECT_TRUE(store_->delete_user(name, kNow)) << name;
    EXPECT_FALSE(store_->find_user(name)) << name;
  }
}

TEST_P(AnyStore, GivesANameToOneAlone) {
  store_->register_user(registration("ann"));
  auto other = registration("ann");
  other.token_hash = "other";
  const auto result = store_->register_user(other);
  EXPECT_EQ(result.outcome, RegisterOutcome::exists);
  EXPECT_EQ(result.user.token_hash, "hash of ann");
  EXPECT_EQ(store_->find_user("ann")->token_hash, "hash of ann");
}

TEST_P(AnyStore, AnswersARepeatedRegistrationLikeTheFirst) {
  store_->add_invite(invite("code"));
  EXPECT_EQ(store_->register_user(invited("ann", "code")).outcome,
            RegisterOutcome::registered);
  auto again = invited("ann", "code");
  again.now += std::chrono::hours{2};  // the invite is over, and used up
  const auto result = store_->register_user(again);
  EXPECT_EQ(result.outcome, RegisterOutcome::repeated);
  EXPECT_EQ(result.user.created, kNow);
  again.token_hash = "another";
  EXPECT_EQ(store_->register_user(again).outcome,
            RegisterOutcome::invite_invalid);
}

TEST_P(AnyStore, SpendsAnInviteOncePerUser) {
  store_->add_invite(invite("code", 2));
  EXPECT_EQ(store_->register_user(invited("ann", "code")).outcome,
            RegisterOutcome::registered);
  auto repeated = invited("ann", "code");
  store_->register_user(repeated);
  repeated.token_hash = "other";
  EXPECT_EQ(store_->register_user(repeated).outcome, RegisterOutcome::exists);
  EXPECT_EQ(store_->register_user(invited("bob", "code")).outcome,
            RegisterOutcome::registered);
  EXPECT_EQ(store_->register_user(invited("eve", "code")).outcome,
            RegisterOutcome::invite_invalid);
  EXPECT_FALSE(store_->find_user("eve"));
}

TEST_P(AnyStore, TakesNoInviteThatIsUnknownOverOrMissing) {
  store_->add_invite(invite("code"));
  EXPECT_EQ(store_->register_user(invited("ann", "unknown")).outcome,
            RegisterOutcome::invite_invalid);
  auto late = invited("ann", "code");
  late.now += std::chrono::hours{1};
  EXPECT_EQ(store_->register_user(late).outcome,
            RegisterOutcome::invite_invalid);
  EXPECT_EQ(store_->register_user(invited("ann", "")).outcome,
            RegisterOutcome::invite_missing);
  EXPECT_FALSE(store_->find_user("ann"));
}

TEST_P(AnyStore, TakesTheDisplayNameOfTheInviteWhereNoneIsGiven) {
  store_->add_invite(invite("code"));
  auto r = invited("ann", "code");
  r.display_name.clear();
  EXPECT_EQ(store_->register_user(r).user.display_name, "From the invite");
  EXPECT_EQ(store_->find_user("ann")->display_name, "From the invite");
}

TEST_P(AnyStore, ReservesANameForAgentsThatCanSendNoInvite) {
  auto reserving = invite("code");
  reserving.reserved_user = "ann";
  store_->add_invite(reserving);
  EXPECT_EQ(store_->register_user(invited("bob", "code")).outcome,
            RegisterOutcome::invite_invalid);
  EXPECT_EQ(store_->register_user(invited("bob", "")).outcome,
            RegisterOutcome::invite_missing);
  EXPECT_EQ(store_->register_user(invited("ann", "")).outcome,
            RegisterOutcome::registered);
  auto second = invited("ann", "");
  second.token_hash = "other";
  EXPECT_EQ(store_->register_user(second).outcome,
            RegisterOutcome::invite_missing);
}

TEST_P(AnyStore, GivesAReservedNameByItsReservationAlone) {
  auto reserving = invite("code");
  reserving.reserved_user = "ann";
  store_->add_invite(reserving);
  store_->add_invite(invite("anybodys", 5));
  const auto result = store_->register_user(invited("ann", "anybodys"));
  EXPECT_EQ(result.outcome, RegisterOutcome::exists);
  EXPECT_EQ(result.user.name, "");
  auto open = registration("ann");
  EXPECT_EQ(store_->register_user(open).outcome, RegisterOutcome::registered);
  open.token_hash = "other";
  EXPECT_EQ(store_->register_user(open).outcome, RegisterOutcome::exists);
  // The reservation is used up.
  store_->delete_user("ann", kNow);
  auto later = invited("ann", "anybodys");
  later.token_hash = "later";
  EXPECT_EQ(store_->register_user(later).outcome, RegisterOutcome::registered);
}

TEST_P(AnyStore, BringsAReinstalledLaptopBackByTheCodeAlone) {
  auto first = registration("ann");
  first.public_key = "key 1";
  store_->register_user(first);
  auto reserving = invite("code", 2);
  reserving.reserved_user = "ann";
  store_->add_invite(reserving);
  auto uninvited = invited("ann", "");
  uninvited.token_hash = "other";
  // As to a name that nobody has.
  EXPECT_EQ(store_->register_user(uninvited).outcome,
            RegisterOutcome::invite_missing);
  uninvited.needs_invite = false;
  EXPECT_EQ(store_->register_user(uninvited).outcome, RegisterOutcome::exists);
  auto back = invited("ann", "code");
  back.token_hash = "new";
  back.public_key = "key 2";
  back.now += Milliseconds{5};
  EXPECT_EQ(store_->register_user(back).outcome, RegisterOutcome::registered);
  EXPECT_EQ(store_->find_user("ann")->token_hash, "new");
  const auto all_keys = keys(*store_);
  ASSERT_EQ(all_keys.size(), 2u);
  EXPECT_EQ(all_keys[0].public_key, "key 1");
  EXPECT_EQ(all_keys[0].until, back.now);
  EXPECT_EQ(all_keys[1].public_key, "key 2");
  EXPECT_EQ(all_keys[1].until, std::nullopt);
}

TEST_P(AnyStore, BringsNoDeletedUserBackByTheInviteOfOld) {
  store_->add_invite(invite("code"));
  const auto ann = invited("ann", "code");
  store_->register_user(ann);
  store_->delete_user("ann", kNow);
  EXPECT_EQ(store_->register_user(ann).outcome,
            RegisterOutcome::invite_invalid);
  EXPECT_FALSE(store_->find_user("ann"));
  // Nor by one that was revoked with uses left.
  store_->add_invite(invite("code-2", 2));
  const auto bob = invited("bob", "code-2");
  store_->register_user(bob);
  store_->revoke_invite("code-2");
  store_->delete_user("bob", kNow);
  EXPECT_EQ(store_->register_user(bob).outcome,
            RegisterOutcome::invite_invalid);
  EXPECT_FALSE(store_->find_user("bob"));
}

TEST_P(AnyStore, BringsADeletedUserBackForAnotherUseOfTheInvite) {
  store_->add_invite(invite("code", 2));
  const auto ann = invited("ann", "code");
  for (int use = 0; use < 2; ++use) {
    EXPECT_EQ(store_->register_user(ann).outcome, RegisterOutcome::registered);
    EXPECT_EQ(store_->register_user(ann).outcome, RegisterOutcome::repeated);
    store_->delete_user("ann", kNow);
  }
  EXPECT_EQ(store_->register_user(ann).outcome,
            RegisterOutcome::invite_invalid);
}

TEST_P(AnyStore, UndoesNoNewTokenByTheInviteOfOld) {
  auto reserving = invite("code");
  reserving.reserved_user = "ann";
  store_->add_invite(reserving);
  const auto ann = invited("ann", "code");
  store_->register_user(ann);
  store_->reset_token("ann", "new");
  EXPECT_EQ(store_->register_user(ann).outcome,
            RegisterOutcome::invite_invalid);
  EXPECT_EQ(store_->find_user("ann")->token_hash, "new");
}

TEST_P(AnyStore, LetsNoOldLaptopOustTheNewOneByItsInvite) {
  std::vector<Registration> laptops;
  for (const std::string n : {"1", "2"}) {
    auto reserving = invite("code-" + n);
    reserving.reserved_user = "bob";
    store_->add_invite(reserving);
    auto laptop = invited("bob", "code-" + n);
    laptop.token_hash = "token " + n;
    laptop.public_key = "key " + n;
    EXPECT_EQ(store_->register_user(laptop).outcome,
              RegisterOutcome::registered);
    laptops.push_back(laptop);
  }
  EXPECT_EQ(store_->register_user(laptops[0]).outcome,
            RegisterOutcome::invite_invalid);
  EXPECT_EQ(store_->register_user(laptops[1]).outcome,
            RegisterOutcome::repeated);
  EXPECT_EQ(store_->find_user("bob")->token_hash, "token 2");
  const auto all_keys = keys(*store_);
  ASSERT_EQ(all_keys.size(), 2u);
  EXPECT_TRUE(all_keys[0].until);
  EXPECT_FALSE(all_keys[1].until);
}

TEST_P(AnyStore, LetsOneOfManyHaveAName) {
  std::atomic<int> registered = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&, i] {
      auto r = registration("ann");
      r.token_hash = "hash " + std::to_string(i);
      if (store_->register_user(r).outcome == RegisterOutcome::registered) {
        ++registered;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(registered, 1);
}

TEST_P(AnyStore, LetsAsManyUseAnInviteAsItSays) {
  store_->add_invite(invite("code", 3));
  std::atomic<int> registered = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&, i] {
      const auto r = invited("user-" + std::to_string(i), "code");
      if (store_->register_user(r).outcome == RegisterOutcome::registered) {
        ++registered;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(registered, 3);
}

TEST_P(AnyStore, GivesAUserWithoutAKeyOne) {
  const User ann{"ann", "", "hash of ann", "", {}};
  EXPECT_EQ(store_->add_key(ann, "key", kNow), KeyOutcome::no_such_user);
  store_->register_user(registration("ann"));
  EXPECT_EQ(store_->add_key(ann, "key", kNow), KeyOutcome::added);
  EXPECT_EQ(store_->add_key(ann, "key", kNow), KeyOutcome::unchanged);
  EXPECT_EQ(store_->add_key(ann, "other", kNow), KeyOutcome::other_key);
  ASSERT_EQ(keys(*store_).size(), 1u);
  EXPECT_EQ(keys(*store_)[0].user, "ann");
  EXPECT_EQ(keys(*store_)[0].since, kNow);
}

TEST_P(AnyStore, GivesNoKeyOfAFormerUserToTheNextOfThatName) {
  const auto former = store_->register_user(registration("ann")).user;
  store_->delete_user("ann", kNow);
  EXPECT_EQ(store_->add_key(former, "key", kNow), KeyOutcome::no_such_user);
  auto next = registration("ann");
  next.token_hash = "other";
  store_->register_user(next);
  EXPECT_EQ(store_->add_key(former, "key", kNow), KeyOutcome::no_such_user);
  EXPECT_THAT(keys(*store_), IsEmpty());
}

TEST_P(AnyStore, KeepsTheKeysOfADeletedUser) {
  auto r = registration("ann");
  r.public_key = "key 1";
  store_->register_user(r);
  EXPECT_TRUE(store_->delete_user("ann", kNow + Milliseconds{1}));
  EXPECT_FALSE(store_->delete_user("ann", kNow + Milliseconds{2}));
  EXPECT_FALSE(store_->find_user("ann"));
  r.token_hash = "new";
  r.public_key = "key 2";
  EXPECT_EQ(store_->register_user(r).outcome, RegisterOutcome::registered);
  const auto all_keys = keys(*store_);
  ASSERT_EQ(all_keys.size(), 2u);
  EXPECT_EQ(all_keys[0].until, kNow + Milliseconds{1});
  EXPECT_EQ(all_keys[1].public_key, "key 2");
}

TEST_P(AnyStore, ListsUsersByName) {
  store_->register_user(registration("bob"));
  store_->register_user(registration("ann"));
  store_->register_user(registration("eve"));
  store_->delete_user("eve", kNow);
  std::vector<std::string> names;
  store_->each_user([&](const User& user) { names.push_back(user.name); });
  EXPECT_THAT(names, ElementsAre("ann", "bob"));
}

TEST_P(AnyStore, RenamesAUserAndGivesANewToken) {
  EXPECT_FALSE(store_->rename_user("ann", "x"));
  EXPECT_FALSE(store_->reset_token("ann", "x"));
  store_->register_user(registration("ann"));
  store_->find_user("ann");  // may be remembered
  EXPECT_TRUE(store_->rename_user("ann", "Ann Other"));
  EXPECT_TRUE(store_->reset_token("ann", "new"));
  const auto user = store_->find_user("ann");
  EXPECT_EQ(user->display_name, "Ann Other");
  EXPECT_EQ(user->token_hash, "new");
  EXPECT_EQ(user->created, kNow);
  store_->delete_user("ann", kNow);
  EXPECT_FALSE(store_->rename_user("ann", "x"));
}

TEST_P(AnyStore, ImportsWhoWasNeverThere) {
  const User ann{"ann", "Ann", "hash", "", kNow};
  EXPECT_EQ(store_->import_user(ann), ImportOutcome::imported);
  EXPECT_EQ(store_->import_user({"ann", "Eve", "other", "", kNow}),
            ImportOutcome::exists);
  EXPECT_EQ(store_->find_user("ann")->token_hash, "hash");
  store_->delete_user("ann", kNow);
  EXPECT_EQ(store_->import_user(ann), ImportOutcome::deleted);
  EXPECT_FALSE(store_->find_user("ann"));
  store_->register_user(registration("ann"));
  EXPECT_EQ(store_->import_user(ann), ImportOutcome::exists);
}

TEST_P(AnyStore, ListsInvitesAndRevokesThem) {
  store_->add_invite(invite("code-1", 3));
  store_->add_invite(invite("code-2"));
  store_->register_user(invited("ann", "code-1"));
  std::map<std::string, int> uses;
  const auto list = [&] {
    uses.clear();
    store_->each_invite(
        [&](const Invite& i) { uses[i.code_hash] = i.uses_left; });
  };
  list();
  EXPECT_EQ(uses, (std::map<std::string, int>{{"code-1", 2}, {"code-2", 1}}));
  EXPECT_TRUE(store_->revoke_invite("code-1"));
  EXPECT_FALSE(store_->revoke_invite("code-1"));
  EXPECT_FALSE(store_->revoke_invite("unknown"));
  list();
  EXPECT_EQ(uses, (std::map<std::string, int>{{"code-2", 1}}));
  EXPECT_EQ(store_->register_user(invited("bob", "code-1")).outcome,
            RegisterOutcome::invite_invalid);
  EXPECT_EQ(store_->register_user(invited("ann", "code-1")).outcome,
            RegisterOutcome::repeated);
}

std::string owned(const std::string& user, Milliseconds time,
                  const std::string& rest = "\"name\":\"x\"") {
  return "{\"@timestamp\":\"" + format_rfc3339(time) + "\",\"username\":\"" +
         user + "\",\"event.ingested\":\"" + format_rfc3339(time) + "\"," +
         rest + "}";
}

constexpr const char* kOs =
    R"("name":"os_version","columns":{"name":"Debian","version":")";

TEST_P(AnyStore, KnowsWhatUsersHaveSent) {
  store_->register_user(registration("ann"));
  store_->register_user(registration("bob"));
  Batch batch;
  batch.of("ann").add(id_of(1), kDay, owned("ann", kNow), kNow);
  batch.add(id_of(2), kDay,
            owned("ann", kNow + Milliseconds{5}, kOs + std::string("12\"}")),
            kNow + Milliseconds{5}, true);
  batch.add(id_of(3), kDay, owned("ann", kNow, kOs + std::string("11\"}")),
            kNow, true);
  batch.of("bob").add(id_of(4), kDay, owned("bob", kNow), kNow);
  batch.put_into(*store_);
  batch.put_into(*store_);  // once more changes nothing
  all(*store_);             // makes an engine find them
  const auto all_users = store_->activity({});
  ASSERT_EQ(all_users.size(), 2u);
  EXPECT_EQ(all_users.at("ann").records, 3u);
  EXPECT_EQ(all_users.at("ann").last_seen, kNow + Milliseconds{5});
  EXPECT_EQ(all_users.at("ann").os_version, "Debian 12");
  EXPECT_EQ(all_users.at("bob").records, 1u);
  EXPECT_EQ(all_users.at("bob").os_version, "");
  EXPECT_EQ(store_->activity({"bob"}).size(), 1u);
  EXPECT_TRUE(store_->activity({"eve"}).empty());
}

TEST_P(AnyStore, DeletesAllRecordsOfAUser) {
  Batch batch;
  batch.of("ann").add(id_of(1), kDay, owned("ann", kNow), kNow);
  batch.add(id_of(2), "flock-undated", owned("ann", kNow));
  batch.of("bob").add(id_of(3), kDay, owned("bob", kNow), kNow);
  batch.put_into(*store_);
  all(*store_);  // makes an engine find them
  EXPECT_EQ(store_->delete_records_of("ann"), 2u);
  EXPECT_EQ(store_->delete_records_of("ann"), 0u);
  EXPECT_THAT(ids(*store_, {}), ElementsAre(id_of(3)));
  EXPECT_TRUE(store_->activity({"ann"}).empty());
}

TEST_P(AnyStore, PrunesDaysThatAreOver) {
  const std::chrono::hours day{24};
  Batch batch;
  batch.of("ann").add(id_of(1), "flock-2026-11-22", owned("ann", kNow - day),
                      kNow - day);
  batch.add(id_of(2), kDay, owned("ann", kNow), kNow);
  batch.add(id_of(3), "flock-undated", owned("ann", kNow - day));
  batch.add(id_of(4), "flock-undated", owned("ann", kNow));
  batch.add(id_of(5), "flock-agent-2026-10", owned("ann", kNow - 30 * day),
            kNow - 30 * day);
  batch.add(id_of(6), "flock-agent-2026-11", owned("ann", kNow), kNow);
  batch.put_into(*store_);
  all(*store_);  // makes an engine find them
  EXPECT_EQ(store_->prune(*parse_rfc3339("2026-11-22T23:59:59Z")), 2u);
  EXPECT_EQ(store_->prune(*parse_rfc3339("2026-11-23T00:00:00Z")), 1u);
  EXPECT_THAT(ids(*store_, {.index = "flock-*,flock-agent-*"}),
              ElementsAre(id_of(2), id_of(4), id_of(6)));
  all(*store_);  // makes an engine find them
  store_->register_user(registration("ann"));
  EXPECT_EQ(store_->activity({"ann"}).at("ann").records, 3u);
}

std::vector<Kind> kinds() {
  return {{"Sqlite",
           [](const TempDir& folder, EngineOfTest&) {
             return std::make_unique<SqliteStore>(
                 folder / "gateway.db", SqliteStore::Access::read_write);
           }},
          {"Elastic", [](const TempDir&, EngineOfTest& engine) {
             return std::make_unique<ElasticStore>(
                 ElasticOptions{engine.url(), "", ""});
           }}};
}

INSTANTIATE_TEST_SUITE_P(Stores, AnyStore, testing::ValuesIn(kinds()),
                         [](const auto& kind) { return kind.param.name; });

}  // namespace
}  // namespace flk
