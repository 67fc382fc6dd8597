// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/store/sqlite_store.hpp>

#include <atomic>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <string>
#include <thread>
#include <unistd.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <vector>

#include <flock/base/error.hpp>
#include <flock/base/encoding.hpp>
#include <flock/record/identity.hpp>
#include <flock/store/sqlite.hpp>
#include <flock/store/sqlite_care.hpp>
#include <flock/store/sqlite_delete.hpp>
#include <flock/store/sqlite_schema.hpp>

#include "support/temp_dir.hpp"

namespace flk {
namespace {

using Access = SqliteStore::Access;

const std::string kId = std::string(29, 'A') + "Q";

std::vector<PutResult> put(Store& store, const std::string& id,
                           const std::string& bytes = "{}") {
  const NewRecord record{id, "flock-undated", bytes, {}};
  return store.put({&record, 1});
}

std::size_t count(Store& store) {
  std::size_t records = 0;
  store.scan({}, [&](const StoredRecord&) { ++records; });
  return records;
}

TEST(SqliteStore, IsNobodyElsesToRead) {
  TempDir folder;
  SqliteStore store{folder / "gateway.db", Access::read_write};
  put(store, kId);
  for (const auto* file : {"gateway.db", "gateway.db-wal", "gateway.db-shm"}) {
    struct stat info {};
    ASSERT_EQ(::stat((folder / file).c_str(), &info), 0) << file;
    EXPECT_EQ(info.st_mode & 0777, 0600u) << file;
  }
}

TEST(SqliteStore, LeavesOneFileBehind) {
  TempDir folder;
  {
    SqliteStore store{folder / "gateway.db", Access::read_write};
    put(store, kId);
  }
  EXPECT_EQ(contents(folder / "gateway.db-wal"), "");
  EXPECT_GT(contents(folder / "gateway.db").size(), 0u);
}

TEST(SqliteStore, IsReadByOthersWhileItServes) {
  TempDir folder;
  SqliteStore store{folder / "gateway.db", Access::read_write};
  SqliteStore reader{folder / "gateway.db", Access::read_only};
  put(store, kId);
  EXPECT_EQ(count(reader), 1u);
  EXPECT_THROW(reader.delete_user("ann", Milliseconds{0}), Error);
}

TEST(SqliteStore, SaysThatThereIsNothingToRead) {
  TempDir folder;
  try {
    SqliteStore store{folder / "missing.db", Access::read_only};
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::config);
    EXPECT_THAT(error.what(), testing::HasSubstr("missing.db"));
  }
}

TEST(SqliteStore, RefusesAFileThatIsNotItsOwn) {
  TempDir folder;
  write_file(folder / "text", std::string(5000, 'x'));
  EXPECT_THROW((SqliteStore{folder / "text", Access::read_write}), Error);
  SqliteDatabase{folder / "other.db", SqliteDatabase::Mode::read_write}.execute(
      "CREATE TABLE other (x)");
  EXPECT_THROW((SqliteStore{folder / "other.db", Access::read_write}), Error);
  SqliteDatabase{folder / "newer.db", SqliteDatabase::Mode::read_write}.execute(
      "PRAGMA user_version = 2");
  EXPECT_THROW((SqliteStore{folder / "newer.db", Access::read_write}), Error);
}

// No file of this process can grow beyond `bytes` while this lives.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) {
    ::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &before_);
    rlimit limited = before_;
    limited.rlim_cur = bytes;
    ::setrlimit(RLIMIT_FSIZE, &limited);
  }
  ~FileSizeLimit() { ::setrlimit(RLIMIT_FSIZE, &before_); }

 private:
  rlimit before_{};
};

TEST(SqliteStore, TakesNothingWhileItCannotWriteAndGoesOnAfterwards) {
  TempDir folder;
  SqliteStore store{folder / "gateway.db", Access::read_write};
  const std::string large = "{\"x\":\"" + std::string(1 << 20, 'x') + "\"}";
  {
    const FileSizeLimit limit{256 << 10};
    const auto results = put(store, kId, large);
    ASSERT_EQ(results.size(), 1u);
    EXPECT_EQ(results[0].outcome, PutOutcome::unavailable);
    EXPECT_THAT(results[0].reason, testing::HasSubstr("gateway.db"));
  }
  EXPECT_EQ(count(store), 0u);
  EXPECT_EQ(put(store, kId, large)[0].outcome, PutOutcome::stored);
  EXPECT_EQ(count(store), 1u);
}

TEST(SqliteStore, TakesNothingBeyondItsBoundUntilSomethingIsDeleted) {
  TempDir folder;
  SqliteStore store{folder / "gateway.db", Access::read_write, 1 << 20};
  const std::string bytes =
      "{\"username\":\"ann\",\"x\":\"" + std::string(90 << 10, 'x') + "\"}";
  const auto put_one = [&](int n) {
    const auto id = std::string(28, 'A') + static_cast<char>('A' + n) + "Q";
    const NewRecord record{id, "flock-2026-11-23", bytes, {}, "ann"};
    return store.put({&record, 1})[0];
  };
  int stored = 0;
  while (put_one(stored).outcome == PutOutcome::stored) ++stored;
  EXPECT_GT(stored, 5);
  EXPECT_LT(stored, 12);
  EXPECT_THAT(put_one(stored).reason, testing::HasSubstr("full"));
  EXPECT_EQ(store.prune(*parse_rfc3339("2026-11-24T00:00:00Z")),
            static_cast<std::uint64_t>(stored));
  EXPECT_EQ(put_one(0).outcome, PutOutcome::stored);
  EXPECT_EQ(store.activity({"ann"}).at("ann").records, 1u);
}

TEST(SqliteStore, DeletesWhileOthersStore) {
  TempDir folder;
  SqliteStore store{folder / "gateway.db", Access::read_write};
  constexpr int kRecords = 12000;  // more than one step
  std::vector<std::string> ids;
  std::vector<NewRecord> records;
  for (int i = 0; i < kRecords; ++i) {
    ids.push_back(to_base64url(std::string(18, '\0') +
                               std::to_string(i + 10000).substr(0, 4) +
                               std::to_string(i)));
  }
  for (const auto& id : ids) {
    records.push_back(
        {id, "flock-2026-11-23", R"({"username":"ann"})", {}, "ann"});
  }
  store.put(records);
  std::thread other{[&] {
    for (int i = 0; i < 20; ++i) put(store, kId);
  }};
  EXPECT_EQ(store.delete_records_of("ann"),
            static_cast<std::uint64_t>(kRecords));
  other.join();
  EXPECT_EQ(count(store), 1u);
}

// The connection is not safe for several threads, and a statement is part of
// it to its end.
TEST(SqliteDelete, TouchesTheConnectionOnlyWhileNobodyElseUsesIt) {
  TempDir folder;
  const auto path = folder / "gateway.db";
  {
    SqliteStore store{path, Access::read_write};
    put(store, kId);
    const std::string other(30, 'A');
    const NewRecord record{
        other, "flock-2026-11-23", R"({"username":"ann"})", {}, "ann"};
    store.put({&record, 1});
  }
  auto database = open_store_file(path, SqliteDatabase::Mode::read_write);
  auto count = database.prepare(
      "SELECT count(*) FROM sqlite_stmt WHERE sql LIKE '%FROM record %'");
  std::int64_t left = 0;
  const Exclusively exclusively = [&](const std::function<void()>& work) {
    work();
    count.step();
    left = count.integer(0);
    count.reset();
  };
  EXPECT_EQ(delete_user_records(database, "ann", exclusively), 1u);
  EXPECT_EQ(left, 1);  // the one that counts
  prune_records(database, *parse_rfc3339("2027-01-01T00:00:00Z"), exclusively);
  EXPECT_EQ(left, 1);
}

// As earlier gateways stored them: ours was the value behind a given key.
TEST(SqliteDelete, ReadsAKeyHoweverItIsSpelt) {
  TempDir folder;
  SqliteStore store{folder / "gateway.db", Access::read_write};
  const auto put_one = [&](std::uint64_t n, const std::string& user,
                           const std::string& bytes) {
    RecordIdentity identity{user, "ledger"};
    const auto id = identity.of(n, bytes);
    const NewRecord record{id, "flock-undated", bytes, {}, user};
    ASSERT_EQ(store.put({&record, 1})[0].outcome, PutOutcome::stored);
  };
  put_one(1, "mal", R"({"\u0075sername":"mal","event.ingested":"2026"})");
  put_one(2, "ann", R"({"username":"ann","event.\u0069ngested":"2026"})");
  EXPECT_THAT(check_store(folder / "gateway.db").faults, testing::IsEmpty());
  EXPECT_EQ(store.delete_records_of("mal"), 1u);
  EXPECT_EQ(store.activity({}).count("mal"), 0u);
  EXPECT_EQ(store.prune(*parse_rfc3339("2027-01-01T00:00:00Z")), 1u);
  EXPECT_EQ(count(store), 0u);
}

TEST(SqliteDelete, PassesOverWhatDoesNotSayWhenItCame) {
  TempDir folder;
  SqliteStore store{folder / "gateway.db", Access::read_write};
  const NewRecord first{
      kId, "flock-undated", R"({"username":"ann"})", {}, "ann"};
  store.put({&first, 1});
  RecordIdentity identity{"ann", "ledger"};
  const std::string bytes = R"({"username":"ann","event.ingested":"2026"})";
  constexpr std::uint64_t kRecords = 6000;  // more than one step
  std::vector<std::string> ids;
  for (std::uint64_t n = 0; n < kRecords; ++n) {
    ids.push_back(identity.of(n, bytes));
  }
  std::vector<NewRecord> records;
  for (const auto& id : ids) {
    records.push_back({id, "flock-undated", bytes, {}, "ann"});
  }
  store.put(records);
  EXPECT_EQ(store.prune(*parse_rfc3339("2027-01-01T00:00:00Z")), kRecords);
  EXPECT_EQ(count(store), 1u);
}

TEST(SqliteCare, CopiesAStoreThatIsInUse) {
  TempDir folder;
  SqliteStore store{folder / "gateway.db", Access::read_write};
  put(store, kId);
  backup_store(folder / "gateway.db", folder / "copy.db");
  put(store, std::string(30, 'A'));
  struct stat info {};
  ASSERT_EQ(::stat((folder / "copy.db").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
  SqliteStore copy{folder / "copy.db", Access::read_write};
  EXPECT_EQ(count(copy), 1u);
  EXPECT_THROW(backup_store(folder / "gateway.db", folder / "copy.db"), Error);
  EXPECT_FALSE(::access((folder / "copy.db.part").c_str(), F_OK) == 0);
}

TEST(SqliteCare, FindsWhatIsNotSound) {
  TempDir folder;
  const auto path = folder / "gateway.db";
  {
    SqliteStore store{path, Access::read_write};
    put(store, kId);
    EXPECT_TRUE(check_store(path).faults.empty());
    EXPECT_EQ(check_store(path).records, 1u);
  }
  SqliteDatabase database{path, SqliteDatabase::Mode::read_write};
  database.execute("UPDATE record SET bytes = '{\"username\":\"ann\"}'");
  EXPECT_THAT(check_store(path).faults,
              testing::ElementsAre("users are said to have 0 records, there "
                                   "are 1"));
  database.execute("DELETE FROM record_index");
  EXPECT_EQ(check_store(path).faults.size(), 2u);
}

// A store with enough records to have many pages.
std::string sound_store(const TempDir& folder) {
  const auto path = folder / "gateway.db";
  SqliteStore store{path, Access::read_write};
  RecordIdentity identity{"ann", "ledger"};
  const auto bytes =
      R"({"username":"ann","x":")" + std::string(2000, 'x') + "\"}";
  std::vector<std::string> ids;
  for (std::uint64_t n = 0; n < 200; ++n) ids.push_back(identity.of(n, bytes));
  std::vector<NewRecord> records;
  for (const auto& id : ids) {
    records.push_back({id, "flock-undated", bytes, {}, "ann"});
  }
  store.put(records);
  return path;
}

TEST(SqliteCare, SaysThatAFileIsDamaged) {
  TempDir folder;
  const auto path = sound_store(folder);
  ASSERT_TRUE(check_store(path).faults.empty());
  const auto whole = contents(path);
  ASSERT_GT(whole.size(), 200u << 10);
  const auto faults_of = [&](const std::string& text) {
    write_file(path, text);
    return check_store(path).faults;
  };
  auto overwritten = whole;
  overwritten.replace(16 << 10, 64 << 10, 64 << 10, 'x');
  EXPECT_THAT(faults_of(overwritten), testing::Not(testing::IsEmpty()));
  EXPECT_THAT(faults_of(whole.substr(0, whole.size() / 2)),
              testing::Not(testing::IsEmpty()));
  auto torn = whole;
  torn.replace(0, 512, 512, '\0');
  EXPECT_THAT(faults_of(torn), testing::Not(testing::IsEmpty()));
  EXPECT_THAT(faults_of(""),
              testing::ElementsAre(testing::HasSubstr("empty file")));
  EXPECT_THAT(faults_of(whole), testing::IsEmpty());
}

TEST(SqliteCare, SaysWhichRecordIsNone) {
  TempDir folder;
  const auto path = folder / "gateway.db";
  {
    SqliteStore store{path, Access::read_write};
    put(store, kId, "{}");
  }
  SqliteDatabase{path, SqliteDatabase::Mode::read_write}.execute(
      "UPDATE record SET bytes = '{torn', seq = 7");
  EXPECT_THAT(check_store(path).faults,
              testing::ElementsAre("table record, row 7: its bytes are no "
                                   "JSON"));
}

TEST(SqliteStore, RefusesAnIdThatIsNone) {
  TempDir folder;
  SqliteStore store{folder / "gateway.db", Access::read_write};
  const NewRecord records[] = {{"no id", "flock-undated", "{}", {}},
                               {kId, "flock-undated", "{}", {}}};
  const auto results = store.put(records);
  EXPECT_EQ(results[0].outcome, PutOutcome::refused);
  EXPECT_EQ(results[1].outcome, PutOutcome::stored);
}

TEST(SqliteStore, NumbersRecordsByArrivalAndNeverAgain) {
  TempDir folder;
  const auto path = folder / "gateway.db";
  SqliteStore store{path, Access::read_write};
  put(store, std::string(30, 'A'));
  put(store, kId);
  SqliteDatabase database{path, SqliteDatabase::Mode::read_write};
  const auto last = [&] {
    auto find = database.prepare("SELECT max(seq) FROM record");
    EXPECT_TRUE(find.step());
    return find.integer(0);
  };
  const auto second = last();
  database.execute(
      "DELETE FROM record WHERE seq = (SELECT max(seq) FROM record)");
  put(store, kId);
  EXPECT_EQ(last(), second + 1);
}

// Of the write-ahead log's header: how often it has begun anew.
std::string log_number(const std::string& path) {
  std::ifstream file{path + "-wal", std::ios::binary};
  std::string header(16, '\0');
  file.read(header.data(), 16);
  return header.substr(12);
}

TEST(SqliteStore, BeginsItsLogAnewWhileItServes) {
  TempDir folder;
  const auto path = folder / "gateway.db";
  SqliteStore store{path, Access::read_write};
  const auto bytes = "{" + std::string(1 << 20, ' ') + "}";
  RecordIdentity identity{"ann", "ledger"};
  put(store, kId);
  const auto first = log_number(path);
  std::uint64_t n = 0;
  while (log_number(path) == first && n < 300) {
    ASSERT_EQ(put(store, identity.of(++n, bytes), bytes)[0].outcome,
              PutOutcome::stored);
  }
  EXPECT_LT(n, 300u);
  EXPECT_EQ(count(store), n + 1);
}

TEST(SqliteStore, TakesRecordsOfSeveralThreadsAtOnce) {
  constexpr std::uint64_t kEach = 50;
  TempDir folder;
  SqliteStore store{folder / "gateway.db", Access::read_write};
  std::vector<std::thread> threads;
  for (const auto* user : {"ann", "bob", "eve", "joe"}) {
    threads.emplace_back([&store, identity = RecordIdentity{user, "ledger"}] {
      for (std::uint64_t n = 1; n <= kEach; ++n) {
        EXPECT_EQ(put(store, identity.of(n, "{}"))[0].outcome,
                  PutOutcome::stored);
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(count(store), 4 * kEach);
  EXPECT_THAT(check_store(folder / "gateway.db").faults, testing::IsEmpty());
}

TEST(SqliteStore, LiesWhereALinkLeads) {
  TempDir folder;
  TempDir links;
  const auto path = folder / "gateway.db";
  { const SqliteStore store{path, Access::read_write}; }
  const auto link = links / "link.db";
  ASSERT_EQ(::symlink(path.c_str(), link.c_str()), 0);
  SqliteStore store{link, Access::read_write};
  EXPECT_EQ(put(store, kId)[0].outcome, PutOutcome::stored);
  EXPECT_EQ(count(store), 1u);
}

// What it wrote on would be where nobody looks.
TEST(SqliteStore, IsLostWhenItsFileIsReplaced) {
  for (const auto* moved : {"gateway.db", "gateway.db-wal", "gateway.db-shm"}) {
    TempDir folder;
    SqliteStore store{folder / "gateway.db", Access::read_write};
    EXPECT_EQ(put(store, kId)[0].outcome, PutOutcome::stored);
    EXPECT_EQ(store.fault(), std::nullopt);
    std::atomic<int> lost = 0;
    store.on_lost([&] { ++lost; });
    ASSERT_EQ(::rename((folder / moved).c_str(), (folder / "other").c_str()),
              0);
    write_file(folder / moved, "somebody else's");
    const auto result = put(store, std::string(30, 'A'))[0];
    EXPECT_EQ(result.outcome, PutOutcome::unavailable) << moved;
    EXPECT_THAT(result.reason, testing::HasSubstr("removed or replaced"));
    EXPECT_THAT(store.fault().value_or(""),
                testing::HasSubstr("removed or replaced"));
    EXPECT_EQ(lost, 1);
    store.on_lost({});
  }
}

TEST(SqliteStore, LeavesTheLogOfAnotherFileAloneWhenItCloses) {
  TempDir folder;
  {
    SqliteStore store{folder / "gateway.db", Access::read_write};
    put(store, kId);
    ASSERT_EQ(::unlink((folder / "gateway.db-wal").c_str()), 0);
    write_file(folder / "gateway.db-wal", "somebody else's");
  }
  EXPECT_EQ(contents(folder / "gateway.db-wal"), "somebody else's");
}

TEST(SqliteStore, LetsAVisitorAskIt) {
  TempDir folder;
  SqliteStore store{folder / "gateway.db", Access::read_write};
  ASSERT_EQ(store.import_user({"ann", "", "hash", "", Milliseconds{1}}),
            ImportOutcome::imported);
  store.add_key(*store.find_user("ann"), "key", Milliseconds{1});
  store.add_invite({"code", "", "", 1, Milliseconds{1}, Milliseconds{2}});
  int visits = 0;
  const auto ask = [&] { visits += store.find_user("ann") ? 1 : 0; };
  store.each_user([&](const User&) { ask(); });
  store.each_key([&](const UserKey&) { ask(); });
  store.each_invite([&](const Invite&) { ask(); });
  EXPECT_EQ(visits, 3);
}

}  // namespace
}  // namespace flk
