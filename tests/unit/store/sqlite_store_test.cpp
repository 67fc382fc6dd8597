// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/store/sqlite_store.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <string>
#include <sys/resource.h>
#include <sys/stat.h>
#include <vector>

#include <flock/base/error.hpp>
#include <flock/store/sqlite.hpp>

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
  database.execute("DELETE FROM record WHERE seq = 2");
  put(store, kId);
  auto last = database.prepare("SELECT max(seq) FROM record");
  ASSERT_TRUE(last.step());
  EXPECT_EQ(last.integer(0), 3);
}

}  // namespace
}  // namespace flk
