// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/fetch/fetch.hpp>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <string>
#include <unistd.h>

#include <flock/base/error.hpp>
#include <flock/base/fd.hpp>

#include "support/fake_store.hpp"
#include "support/temp_dir.hpp"

namespace flk {
namespace {

void put(FakeStore& store, const std::string& id, const std::string& bytes) {
  const NewRecord record{id, "flock-undated", bytes, {}};
  store.put({&record, 1});
}

std::string fetched(FakeStore& store, FetchOrder order) {
  TempDir folder;
  const Fd fd{::open((folder / "out").c_str(), O_WRONLY | O_CREAT, 0600)};
  RecordWriter out{fd.get(), "out"};
  EXPECT_EQ(fetch(store, {}, order, out), 2u);
  return contents(folder / "out");
}

TEST(Fetch, WritesRecordsAsTheStoreHasThemOrByTheirChain) {
  FakeStore store;
  put(store, "B", R"({"flock":{"stream":"0a","seq":2}})");
  put(store, "A", R"({"flock":{"stream":"0a","seq":1}})");
  const std::string second =
      R"({"flock":{"stream":"0a","seq":2,"id":"B","index":"flock-undated"}})"
      "\n";
  const std::string first =
      R"({"flock":{"stream":"0a","seq":1,"id":"A","index":"flock-undated"}})"
      "\n";
  EXPECT_EQ(fetched(store, FetchOrder::stored), second + first);
  EXPECT_EQ(fetched(store, FetchOrder::chain), first + second);
}

TEST(Fetch, FailsWhereItCannotWrite) {
  FakeStore store;
  put(store, "A", "{}");
  const Fd fd{::open("/dev/full", O_WRONLY)};
  RecordWriter out{fd.get(), "out"};
  EXPECT_THROW(fetch(store, {}, FetchOrder::stored, out), Error);
}

}  // namespace
}  // namespace flk
